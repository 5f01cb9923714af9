import { selectField } from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import { DELIMITERS } from '../importing/dialect.ts'
import { ENCODINGS } from '../importing/encoding.ts'
import { FIELDS, type Field } from '../importing/fields.ts'
import { PRESETS, TABLE_PRESETS } from '../importing/presets/recognising.ts'
import type { ListPreview } from '../importing/stored-plan.ts'
import type { ImportPolicy } from '../tables.ts'
import type { ShownImport } from './import.ts'

/** So many columns can be mapped by hand on the page; the others follow the preset. */
const mappedColumns = 200

export const fieldLabels: Readonly<Record<Field, string>> = {
  title: 'Title',
  doi: 'DOI',
  issn: 'ISSN',
  journal: 'Journal',
  type: 'Type',
  language: 'Language',
  published: 'Date of publication',
  published_month_day: 'Month and day',
  alternative_id: 'Alternative id',
  authors: 'Authors',
  collaborations: 'Collaborations',
  abstract: 'Abstract',
  volume: 'Volume',
  issue: 'Issue',
  pages: 'Pages',
  first_page: 'First page',
  last_page: 'Last page',
  article_number: 'Article number',
  publisher: 'Publisher',
  url: 'Web address',
  pmid: 'PubMed id',
  pmcid: 'PubMed Central id',
  arxiv: 'arXiv id',
  openalex: 'OpenAlex id',
  scopus_eid: 'Scopus EID',
  wos_ut: 'Web of Science UT',
  isbn: 'ISBN',
  retracted: 'Retracted',
  oa_status: 'Open access',
  license: 'Licence',
  tags: 'Tags',
  notes: 'Notes with identifiers',
}

const policies: Readonly<Record<ImportPolicy, string>> = {
  skip: 'Leave papers that are here already as they are',
  fill: 'Fill their empty fields',
  update: 'Overwrite their fields, except those a person edited',
}

const delimiterNames: Readonly<Record<(typeof DELIMITERS)[number], string>> = {
  ',': 'Comma',
  ';': 'Semicolon',
  '\t': 'Tab',
  '|': 'Vertical bar',
}

/** Encoding, delimiter, preset, what happens to duplicates: each says what was found in the file. */
export function readingFields(page: Page, { form: state, preview, choices, list }: ShownImport): Html {
  const found = foundIn(page)
  return html`<div class="field-grid">
    ${selectField(state, {
      name: 'encoding',
      label: page.t('Encoding'),
      value: choices.encoding ?? '',
      options: [found(preview.encoding), ...ENCODINGS.map((value) => ({ value, text: value }))],
    })}
    ${list.format === 'csv' && tableFields(page, state, preview, choices)}
    ${selectField(state, {
      name: 'policy',
      label: page.t('Papers that are here already'),
      value: list.policy,
      options: Object.entries(policies).map(([value, text]) => ({ value, text: page.t(text) })),
    })}
    ${selectField(state, {
      name: 'invalid_doi',
      label: page.t('Rows whose DOI is none'),
      value: choices.invalidDoi ?? 'reject',
      options: [
        { value: 'reject', text: page.t('Leave out, and report') },
        { value: 'import', text: page.t('Take without the DOI') },
      ],
    })}
  </div>
  ${preview.encodingSamples.length > 0 && html`<p class="quiet">${page.t('Do these lines read well? If not, choose another encoding.')}</p><pre class="log">${preview.encodingSamples.join('\n')}</pre>`}
  ${preview.notes.length > 0 && html`<details><summary>${page.t('Text above the column names')}</summary><pre class="log">${preview.notes.join('\n')}</pre></details>`}`
}

/** What only a table leaves open. */
function tableFields(
  page: Page,
  state: ShownImport['form'],
  preview: ListPreview,
  choices: ShownImport['choices'],
): Html {
  const found = foundIn(page)
  const presetTitle = PRESETS.find(({ name }) => name === preview.preset)?.title ?? preview.preset
  const delimiter = DELIMITERS.find((known) => known === preview.delimiter)
  return html`${selectField(state, {
    name: 'delimiter',
    label: page.t('Cells are parted by'),
    value: choices.delimiter ?? '',
    options: [
      found(delimiter ? page.t(delimiterNames[delimiter]) : preview.delimiter),
      ...DELIMITERS.map((value) => ({ value, text: page.t(delimiterNames[value]) })),
    ],
  })}
    ${selectField(state, {
      name: 'preset',
      label: page.t('Written by'),
      value: choices.preset ?? '',
      options: [found(presetTitle), ...TABLE_PRESETS.map(({ name, title }) => ({ value: name, text: title }))],
    })}`
}

const foundIn =
  (page: Page) =>
  (what: string): { value: string; text: string } => ({ value: '', text: page.t('As found: {{what}}', { what }) })

/** One row for each column of the list: its name, what it feeds, and what its first cells hold. */
export function mappingFields(page: Page, { preview, form: state }: ShownImport): Html {
  const fieldOf = new Map(preview.mapping)
  const rows = preview.headers.slice(0, mappedColumns).map((header, at) => {
    const name = `column-${at}`
    const typed = state.values[name]
    const chosen = typeof typed === 'string' ? typed : (fieldOf.get(header) ?? '')
    const cells = [...new Set(preview.samples.map((row) => row[at] ?? '').filter((cell) => cell !== ''))].slice(0, 3)
    return html`<tr><th scope="row"><label for="field-${name}">${header}</label></th>
      <td><select${attributes({ class: 'form-select form-select-sm', id: `field-${name}`, name })}>${fieldOptions(page, chosen)}</select></td>
      <td class="samples">${cells.map((cell) => html`<span>${cell.length > 80 ? `${cell.slice(0, 80)}…` : cell}</span>`)}</td></tr>`
  })
  const more = preview.headers.length - mappedColumns
  return html`<div class="table-responsive"><table class="table align-middle mapping">
    <caption class="visually-hidden">${page.t('What each column holds')}</caption>
    <thead><tr><th scope="col">${page.t('Column')}</th><th scope="col">${page.t('Goes to')}</th><th scope="col">${page.t('For example')}</th></tr></thead>
    <tbody>${rows}</tbody></table></div>
    ${more > 0 && html`<p class="quiet">${page.t('{{count}} more columns are kept as they are.', { count: more })}</p>`}`
}

function fieldOptions(page: Page, chosen: string): Html[] {
  const option = (value: string, text: string): Html =>
    html`<option${attributes({ value, selected: value === chosen })}>${text}</option>`
  return [
    option('', page.t('kept beside the paper')),
    ...FIELDS.map((field) => option(field, page.t(fieldLabels[field]))),
  ]
}

export function previewTable(page: Page, preview: ListPreview): Html {
  if (preview.samples.length === 0)
    return html`<p class="empty">${icon('table')} ${page.t('There are no rows below the column names.')}</p>`
  const headers = preview.headers.slice(0, 50)
  return html`<div class="table-responsive preview" tabindex="0" role="region" aria-label="${page.t('The first rows')}"><table class="table table-sm">
    <thead><tr>${headers.map((header) => html`<th scope="col">${header}</th>`)}</tr></thead>
    <tbody>${preview.samples.map((row) => html`<tr>${headers.map((_, at) => html`<td>${row[at] ?? ''}</td>`)}</tr>`)}</tbody></table></div>`
}
