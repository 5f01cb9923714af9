import { type Html, html } from '../../../../platform/web/html.ts'
import type { Words } from '../../frontends/words.ts'
import type { runnerLinks } from '../../links.ts'

/** Around the runner's own pages, which are for whoever connects a program to it. */
export const shell = (
  assets: ReturnType<typeof runnerLinks>,
  { language }: Pick<Words, 'language'>,
  { title, body, script }: Readonly<{ title: string; body: Html; script?: string }>,
): Html => html`<!doctype html>
<html lang="${language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="stylesheet" href="${assets.asset('forms.css')}">
  <link rel="stylesheet" href="${assets.asset('licenses.css')}">
  ${script !== undefined && html`<script type="module" src="${assets.asset(script)}"></script>`}
</head>
<body class="qhana-body">
<main class="runner-page">
  <h1 class="qhana-title">${title}</h1>
  ${body}
</main>
</body>
</html>`
