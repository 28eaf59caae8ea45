/** The links between the pages of the package. */

import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The relative links of the pages in a folder of the package that lead nowhere, as `page: link`. */
export function brokenLinks(folder: URL): string[] {
  const guides = readdirSync(new URL("docs/", folder)).filter((name) => name.endsWith(".md"));
  const pages = ["README.md", "CONTRIBUTING.md", ...guides.map((name) => `docs/${name}`)];
  return pages.flatMap((page) => {
    const place = new URL(page, folder);
    const broken = linksOf(readFileSync(place, "utf8")).filter((link) => !leads(link, place));
    return broken.map((link) => `${page}: ${link}`);
  });
}

/** The relative links of a page; those to other sites name a protocol. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```.*?^```$/gms, "").replaceAll(/`[^`]*`/g, "code");
  const links = [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)/g)].map((match) => match[1] as string);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

/** Whether the file that a link names is there, and the heading in it. */
function leads(link: string, from: URL): boolean {
  const target = new URL(link, from);
  const heading = target.hash.slice(1);
  target.hash = "";
  if (!existsSync(target)) return false;
  return heading === "" || anchorsOf(readFileSync(target, "utf8")).includes(heading);
}

/** The names under which headings are linked to. */
function anchorsOf(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map((match) => match[1] as string);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
