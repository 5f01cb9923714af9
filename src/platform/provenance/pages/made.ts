import { duration, time } from '../../web/dates.ts'
import { type Content, type Html, html, safeUrl } from '../../web/html.ts'
import { icon, type Page } from '../../web/page.ts'
import { type Provenance, wordOf } from '../record.ts'
import type { Ways } from '../ways.ts'

export type ShownMade = Readonly<{
  record: Provenance
  ways: Ways
  /** Where the reference list is to be had; undefined for whoever only looks by a link. */
  bibtexHref: string | undefined
  /** The archive with its RO-Crate; undefined where there is nothing in it, or not for this visitor. */
  crateHref: string | undefined
  /** Whether this visitor may ask for the same again. */
  isOwn: boolean
}>

/** Everything that somebody needs to do the same again, or to write it down. @param more What the app adds below. */
export const howItWasMade = (page: Page, shown: ShownMade, more: Content = []): Html =>
  html`<section id="how-it-was-made"><h2>${page.t('How it was made')}</h2>
    <div class="panel">${facts(page, shown.record)}</div>
    ${ways(page, shown)}${more}</section>`

const facts = (
  page: Page,
  { tool, inputs, settings, madeWith, askedAt, startedAt, finishedAt }: Provenance,
): Html => html`<dl class="facts">
    <dt>${page.t('Analysis')}</dt><dd>${tool.title} <code>${tool.id}</code></dd>
    ${inputs.map(
      ({
        field,
        name,
        sha256,
        url,
      }) => html`<dt>${field}</dt><dd>${url === null ? name : html`<a href="${safeUrl(url)}">${name}</a>`}
      ${sha256 !== null && html`<small class="quiet">SHA-256 <code>${sha256}</code></small>`}</dd>`,
    )}
    ${settings.map(({ label, value, isChanged }) => html`<dt>${label}</dt><dd>${wordOf(value)}${isChanged && html` <span class="state">${page.t('changed')}</span>`}</dd>`)}
    <dt>${page.t('Made with')}</dt><dd>${madeWith}</dd>
    <dt>${page.t('Asked for')}</dt><dd>${time(page, askedAt, 'second')}</dd>
    ${startedAt !== null && finishedAt !== null && html`<dt>${page.t('Took')}</dt><dd>${duration(Date.parse(finishedAt) - Date.parse(startedAt))}</dd>`}</dl>`

const ways = (page: Page, { ways: { methods, citations, command, apiCall }, ...shown }: ShownMade): Html =>
  html`<details class="panel"><summary>${page.t('Methods text')}</summary><p class="methods">${methods}</p></details>
    <details class="panel" open><summary>${page.t('Cite')}</summary><ul>${citations.map((one) => html`<li>${one}</li>`)}</ul>
      ${shown.bibtexHref !== undefined && html`<p><a href="${shown.bibtexHref}" download>${icon('download')} BibTeX</a></p>`}</details>
    ${shown.isOwn && command !== null && html`<details class="panel"><summary>${page.t('The same from the command line')}</summary><pre tabindex="0"><code>${command}</code></pre></details>`}
    ${
      shown.isOwn &&
      apiCall !== null &&
      html`<details class="panel"><summary>${page.t('The same by API')}</summary><pre tabindex="0"><code>${apiCall}</code></pre>
      <p class="quiet">${page.t('With one of your tokens in LYCEUM_TOKEN.')}</p></details>`
    }
    ${shown.crateHref !== undefined && html`<p><a class="btn btn-sm btn-outline-secondary" href="${shown.crateHref}" download>${icon('box-seam')} RO-Crate</a> <span class="quiet">${page.t('All of it as one archive that describes itself to programs.')}</span></p>`}`
