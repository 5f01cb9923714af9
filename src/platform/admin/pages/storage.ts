import type { FileRow } from '../../files/tables.ts'
import { ago, bytes, number } from '../../web/dates.ts'
import { attributes, type Html, html } from '../../web/html.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { StorageShare } from '../queries/storage.ts'

export type DiskRoom = Readonly<{ freeBytes: number; totalBytes: number }>

export type Storage = Readonly<{
  totals: Readonly<{ files: number; bytes: number; releasedBytes: number }>
  byApp: readonly StorageShare[]
  byPerson: readonly StorageShare[]
  byKind: readonly StorageShare[]
  biggest: readonly FileRow[]
  /** Names by id. */
  people: ReadonlyMap<string, string>
  /** Null where files lie elsewhere. */
  disk: DiskRoom | null
}>

/** Bytes that lie once however many names they have count for each of these names, but once in the total. */
export const storagePage = (page: Page, it: Storage): View => ({
  title: page.t('Storage'),
  styles: ['admin/records.css'],
  body: html`<header class="page-head"><div><h1>${page.t('Storage')}</h1>
      <p>${page.t('What takes the room. Bytes that several files share are stored once.')}</p></div></header>
    <div class="figures">${figures(page, it)}</div>
    ${it.byKind.length === 0 ? html`<div class="panel empty">${icon('hdd')}<p>${page.t('No file is stored yet. Lists that somebody uploads and full texts that the collector finds lie here.')}</p></div>` : shares(page, it)}`,
})

const figures = (page: Page, { totals, disk }: Storage): Html[] =>
  [
    { value: bytes(page, totals.bytes), words: page.t('stored'), iconName: 'hdd' },
    { value: number(page, totals.files), words: page.t('different contents'), iconName: 'file-earmark' },
    {
      value: bytes(page, totals.releasedBytes),
      words: page.t('of it to be removed within a day'),
      iconName: 'recycle',
    },
    ...(disk
      ? [{ value: bytes(page, disk.freeBytes), words: page.t('free on the disk'), iconName: 'device-hdd' }]
      : []),
  ].map(
    ({ value, words, iconName }) =>
      html`<div class="figure-card"><strong>${value}</strong><span>${icon(iconName)} ${words}</span></div>`,
  )

function shares(page: Page, it: Storage): Html {
  const person = (id: string): Html | string =>
    id === ''
      ? page.t('the house')
      : html`<a href="${links.table('files')}?owner_id=${id}">${it.people.get(id) ?? id}</a>`
  return html`
    ${shareTable(page, page.t('By app'), it.byApp, (name) => name)}
    ${shareTable(page, page.t('By person'), it.byPerson, person)}
    ${shareTable(page, page.t('By kind'), it.byKind, (name) => html`<code>${name}</code>`)}
    <h2>${page.t('Biggest files')}</h2><div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Biggest files')}</caption>
      <thead><tr><th scope="col">${page.t('Name')}</th><th scope="col" class="number">${page.t('Size')}</th><th scope="col">${page.t('Kind')}</th><th scope="col">${page.t('Owner')}</th><th scope="col">${page.t('Made')}</th></tr></thead>
      <tbody>${it.biggest.map((file) => html`<tr><th scope="row"><a href="${links.row('files', file.id)}">${file.name}</a></th><td class="number">${bytes(page, file.size_bytes)}</td><td><code>${file.data_type}</code></td><td>${person(file.owner_id ?? '')}</td><td>${ago(page, file.created_at)}</td></tr>`)}</tbody></table></div>`
}

function shareTable(
  page: Page,
  title: string,
  rows: readonly StorageShare[],
  name: (name: string) => Html | string,
): Html {
  const most = Math.max(1, ...rows.map((row) => row.bytes))
  const lines = rows.map(
    (row) =>
      html`<tr><th scope="row">${name(row.name)}</th><td class="number">${number(page, row.files)}</td><td class="number">${bytes(page, row.bytes)}</td><td aria-hidden="true"><meter class="share-bar"${attributes({ min: 0, max: most, value: row.bytes })}></meter></td></tr>`,
  )
  return html`<h2>${title}</h2><div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${title}</caption>
    <thead><tr><th scope="col">${page.t('Name')}</th><th scope="col" class="number">${page.t('Files')}</th><th scope="col" class="number">${page.t('Size')}</th><th scope="col"><span class="visually-hidden">${page.t('Share')}</span></th></tr></thead><tbody>${lines}</tbody></table></div>`
}
