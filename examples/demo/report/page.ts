/** The page: sections with pictures, in one file that needs nothing else. */

import { STYLE } from "./style.ts";
import { escape } from "./svg.ts";

/** A picture, and what one is to see in it. */
export interface Figure {
  readonly title: string;
  readonly picture: string;
  readonly caption: string;
}

/** A part of the report. */
export interface Section {
  /** The question, as a heading. */
  readonly title: string;
  /** The answer: a number, and what it says. */
  readonly number: string;
  readonly answer: string;
  readonly figures: readonly Figure[];
  /** Where the data are from, what was computed, and how long it took. */
  readonly note: string;
}

/** The whole page. */
export function page(title: string, introduction: string, sections: readonly Section[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escape(title)}</h1>
<p>${escape(introduction)}</p>
</header>
<main>
${sections.map(sectionOf).join("\n")}
</main>
</body>
</html>
`;
}

function sectionOf({ title, number, answer, figures, note }: Section): string {
  return `<section>
<h2>${escape(title)}</h2>
<p class="answer"><strong>${escape(number)}</strong> <span>${escape(answer)}</span></p>
<div class="figures">
${figures.map(figureOf).join("\n")}
</div>
<p class="note">${escape(note)}</p>
</section>`;
}

function figureOf({ title, picture, caption }: Figure): string {
  return `<figure>
<h3>${escape(title)}</h3>
${picture}
<figcaption>${escape(caption)}</figcaption>
</figure>`;
}
