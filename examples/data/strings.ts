/** Short strings, and what greedy merges save on them whatever the ties. */

/** All strings of that many letters, up to renaming the letters, of which there are so many at most. */
export function allStrings(letters: number, length: number): string[] {
  let strings: [text: string, used: number][] = [["", 0]];
  for (let i = 0; i < length; i++) {
    strings = strings.flatMap(([text, used]) =>
      Array.from({ length: Math.min(letters, used + 1) }, (_, letter): [string, number] => [
        text + "abcdefghijklmnopqrstuvwxyz".charAt(letter),
        Math.max(used, letter + 1),
      ]),
    );
  }
  return strings.map(([text]) => text);
}

/** Words of random letters, by Lehmer's generator (Park & Miller 1993). */
export function randomWords(
  count: number,
  length: number,
  letters: string,
  seed: number,
): string[] {
  let state = seed;
  const letter = (): string => {
    state = (48271 * state) % 2147483647;
    return letters.charAt(Math.floor((state * letters.length) / 2147483647));
  };
  return Array.from({ length: count }, () => Array.from({ length }, letter).join(""));
}

/** The least and the most that `count` greedy merges save, by how ties are resolved. */
export function greedyRange(text: string, count: number): [least: number, most: number] {
  return rangeOf(Array.from(text), count);
}

function rangeOf(symbols: readonly string[], count: number): [number, number] {
  if (count === 0) return [0, 0];
  const merged = new Map<string, string[]>();
  for (let at = 0; at + 1 < symbols.length; at++) {
    const [left, right] = [symbols[at]!, symbols[at + 1]!];
    const pair = `${left}+${right}`;
    if (!merged.has(pair)) merged.set(pair, replaced(symbols, left, right));
  }
  if (merged.size === 0) return [0, 0];
  const shortest = Math.min(...Array.from(merged.values(), (next) => next.length));
  const gain = symbols.length - shortest;
  let [least, most] = [Infinity, 0];
  for (const next of merged.values()) {
    if (next.length !== shortest) continue;
    const range = rangeOf(next, count - 1);
    least = Math.min(least, gain + range[0]);
    most = Math.max(most, gain + range[1]);
  }
  return [least, most];
}

function replaced(symbols: readonly string[], left: string, right: string): string[] {
  const next: string[] = [];
  for (let at = 0; at < symbols.length; at++) {
    const isPair = symbols[at] === left && symbols[at + 1] === right;
    next.push(isPair ? left + right : symbols[at]!);
    if (isPair) at++;
  }
  return next;
}
