import { type Html, html, safeUrl } from '../../../../platform/web/html.ts'
import type { UsedPackage } from '../../../../platform/web/used-packages.ts'
import type { Words } from '../../frontends/words.ts'
import type { runnerLinks } from '../../links.ts'
import { shell } from './shell.ts'

/** Whose software is in use, and under which terms. */
export const licencesPage = (
  assets: ReturnType<typeof runnerLinks>,
  words: Words,
  packages: readonly UsedPackage[],
): Html =>
  shell(assets, words, {
    title: words.t('Licences'),
    body: html`<p>${words.t('Lyceum itself is free under the MIT licence. It stands on the software of others:')}</p>
      <table class="licenses"><thead><tr>${['Package', 'Version', 'Licence', 'Whose'].map((head) => html`<th scope="col">${words.t(head)}</th>`)}</tr></thead>
      <tbody>${packages.map(
        ({ name, version, licence, author, homepage }) => html`<tr>
          <th scope="row">${homepage === '' ? name : html`<a href="${safeUrl(homepage)}" rel="noreferrer">${name}</a>`}</th>
          <td>${version}</td><td>${licence}</td><td>${author}</td></tr>`,
      )}</tbody></table>`,
  })
