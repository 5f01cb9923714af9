import { bytes, number, time } from '../../../platform/web/dates.ts'
import {
  actionButton,
  type FormState,
  fileField,
  form,
  formButtons,
  formMessage,
  selectField,
  submitButton,
} from '../../../platform/web/forms.ts'
import { attributes, type Html, html } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import { formatChoices } from '../checking/checking.ts'
import { type Finding, findingWords, type Report } from '../checking/findings.ts'
import { type Checked, type Match, type Miss, matchOf } from '../checking/matching.ts'
import { links } from '../links.ts'
import { looseStructures } from '../loose-structures.ts'
import type { StudyFileRow, StudyRow } from '../tables.ts'
import type { Arrived } from '../uploading.ts'
import { formatNames } from './states.ts'

/** Files that did not get in, each with what is wrong with it. */
export const refusedFiles = (page: Page, refused: readonly Arrived[]): Html =>
  html`${refused.map(
    ({ name, findings, refusal }) => html`<div class="alert alert-danger" role="alert">
    <strong>${icon('exclamation-octagon')} ${page.t('“{{name}}” was not taken.', { name })}</strong>
    ${refusal !== undefined && html`<p>${refusal}</p>`}
    ${findings.length > 0 && findingList(page, findings)}</div>`,
  )}`

/** One line for each finding: where, what was found, what is expected. */
export const findingList = (page: Page, findings: readonly Finding[]): Html =>
  html`<ul class="findings">${findings.map(
    (finding) =>
      html`<li class="finding-${finding.level}">${place(page, finding)}${page.t(findingWords[finding.code], { ...finding.values })}</li>`,
  )}</ul>`

function place(page: Page, { line, column }: Finding): Html | false {
  if (line === undefined) return false
  const where =
    column === undefined
      ? page.t('Line {{line}}', { line })
      : page.t('Line {{line}}, column {{column}}', { line, column })
  return html`<strong>${where}:</strong> `
}

/** The way in: dropped, chosen, or pasted; large ones in parts that survive a lost connection. */
export const uploadForm = (page: Page, study: StudyRow, state: FormState, mostBytes: number): Html =>
  form(page, { action: links.files(study.id), upload: true, id: 'upload-form', class: 'upload-form' }, [
    formMessage(state),
    selectField(state, {
      name: 'format',
      label: page.t('What they are'),
      options: formatChoices.map((value) => ({
        value,
        text: value === 'auto' ? page.t('See for yourself') : formatNames(page)[value],
      })),
    }),
    html`<div class="drop-zone" data-drop-zone${attributes({
      'data-most-bytes': mostBytes,
      'data-uploads': links.uploads(study.id),
      'data-too-large': page.t('This file is larger than the {{most}} that are taken.', {
        most: bytes(page, mostBytes),
      }),
    })}>${icon('cloud-arrow-up')}
      ${fileField(state, {
        name: 'files',
        label: page.t('Drop files here, or choose them'),
        required: true,
        multiple: true,
        help: page.t(
          'Curves, structures packed as .zip, tables, anything else; at most {{most}} each. Each is looked at before it is kept.',
          {
            most: bytes(page, mostBytes),
          },
        ),
      })}</div>
    <ul class="upload-list" data-upload-list hidden></ul>
    <p class="visually-hidden" role="status" data-upload-status></p>
    <template data-upload-words${attributes({
      'data-waiting': page.t('waiting'),
      'data-checking': page.t('everything is here; looking at it …'),
      'data-done': page.t('taken'),
      'data-refused': page.t('not taken'),
      'data-again': page.t('lost the connection; trying again …'),
    })}></template>`,
    formButtons(submitButton(page.t('Upload'), 'upload')),
  ])

/** What is in the study, with what was noticed of each. */
export const fileTable = (page: Page, study: StudyRow, files: readonly StudyFileRow[], mayEdit: boolean): Html => html`
  <div class="table-part"><div class="table-responsive"><table class="table" id="files">
    <thead><tr><th scope="col">${page.t('File')}</th><th scope="col">${page.t('What it is')}</th><th scope="col" class="number">${page.t('Size')}</th>
    <th scope="col">${page.t('Added')}</th>${mayEdit && html`<th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th>`}</tr></thead>
    <tbody>${withReports(files).map((file, _, all) => fileRow(page, study, file, matchOf(file, all), mayEdit))}</tbody></table></div></div>`

/** Structures that came one by one are packed, since analyses take one archive. */
export const bundleButton = (page: Page, study: StudyRow, files: readonly StudyFileRow[]): Html | false => {
  const count = looseStructures(files).length
  if (count < 2) return false
  return html`<div class="alert alert-info bundle">${icon('file-earmark-zip')} ${page.t('Analyses take structures as one archive.')}
    ${actionButton(page, { action: links.bundle(study.id), text: page.t('Pack the {{count}} structures', { count }), icon: 'file-earmark-zip' })}</div>`
}

const withReports = (files: readonly StudyFileRow[]): (StudyFileRow & Checked)[] =>
  files.map((file) => ({ ...file, report: JSON.parse(file.report_json) }))

function fileRow(
  page: Page,
  study: StudyRow,
  file: StudyFileRow & Checked,
  match: Match | undefined,
  mayEdit: boolean,
): Html {
  const { report } = file
  return html`<tr id="file-${file.id}"><th scope="row"><a href="${links.file(study.id, file.id)}" download>${file.name}</a>
      ${report.findings.length > 0 && html`<details class="file-findings"><summary>${icon('exclamation-triangle')} ${page.t('{{count}} remarks', { count: report.findings.length })}</summary>${findingList(page, report.findings)}</details>`}
      ${report.made && html`<small class="quiet">${page.t('made of “{{name}}”', { name: report.made.name })}</small>`}</th>
    <td><div>${formatNames(page)[file.format]} <small class="quiet">${factsOf(page, report)}</small>
      ${file.format !== 'other' && html`<a class="file-look" href="${links.lookAtFile(study.id, file.id)}">${icon('eye')} ${page.t('Look at it')}<span class="visually-hidden"> (${file.name})</span></a>`}
      ${match && matchWords(page, match)}</div></td>
    <td class="number">${bytes(page, file.size_bytes)}</td><td>${time(page, file.created_at)}</td>
    ${
      mayEdit &&
      html`<td><a class="btn btn-sm btn-outline-secondary" href="${links.analyseFile(study.id, file.id)}">${icon('send')} ${page.t('Analyse')}<span class="visually-hidden"> (${file.name})</span></a>
      ${actionButton(page, { action: links.removeFile(study.id, file.id), text: page.t('Remove'), icon: 'x-lg', confirm: page.t('Remove “{{name}}” from the study?', { name: file.name }) })}</td>`
    }</tr>`
}

/** How a table goes with curves and structures, in a line for each. */
export const matchWords = (page: Page, { curves, structures, misses }: Match): Html =>
  html`<ul class="findings file-match">${curves.map(({ name }) => html`<li>${page.t('A line for each point of “{{name}}”.', { name })}</li>`)}
    ${structures.map(({ file: { name }, by, hasQ }) => html`<li>${page.t('A column for each structure of “{{name}}”,', { name })} ${by === 'names' ? page.t('told by the names above them') : page.t('in the order of their names')}${hasQ && page.t(', after one of q')}.</li>`)}
    ${misses.map((miss) => html`<li class="finding-warning">${missWords(page, miss)}</li>`)}</ul>`

const missWords = (page: Page, { side, found, file: { name }, expected }: Miss): string =>
  side === 'lines'
    ? page.t('It has {{found}} lines; “{{name}}” has {{expected}} points.', { found, name, expected })
    : page.t('It has {{found}} columns; “{{name}}” holds {{expected}} structures.', { found, name, expected })

export function factsOf(page: Page, { facts }: Report): string {
  const { points, qMin, qMax, structures, atoms, rows, columns } = facts
  const shown = (value: unknown): string => number(page, Number(value), { maximumSignificantDigits: 4 })
  if (points !== undefined)
    return page.t('{{points}} points, q {{from}} to {{to}}', {
      points: shown(points),
      from: shown(qMin),
      to: shown(qMax),
    })
  if (structures !== undefined)
    return page.t('{{structures}} structures of {{atoms}} atoms', {
      structures: shown(structures),
      atoms: shown(atoms),
    })
  if (rows !== undefined) return page.t('{{rows}} × {{columns}}', { rows: shown(rows), columns: shown(columns) })
  return ''
}
