import { basename } from 'node:path'
import { ago, bytes, time } from '../../web/dates.ts'
import { actionButton, form, submitButton } from '../../web/forms.ts'
import { type Html, html } from '../../web/html.ts'
import { isFinal, jobCard, jobLinks, type ShownJob } from '../../web/job-card.ts'
import { live } from '../../web/live-fragment.ts'
import { icon, type Page, type View } from '../../web/page.ts'
import { links } from '../links.ts'
import type { ArchiveRow } from '../tables.ts'

/** An archive, and whether this machine has its file. */
export type ShownArchive = ArchiveRow & Readonly<{ isHere: boolean }>

export type BackupsShown = Readonly<{
  /** Newest first. */
  archives: readonly ShownArchive[]
  /** Of people, by their id. */
  names: ReadonlyMap<string, string>
  folder: string
  isNightly: boolean
  hour: number
  timezone: string
  keep: Readonly<{ daily: number; weekly: number; monthly: number }>
  /** Backups and proofs that wait or run. */
  jobs: readonly ShownJob[]
}>

/** To when the house could be brought back, what is done about it by itself, and every archive. */
export const backupsPage = (page: Page, shown: BackupsShown): View => ({
  title: page.t('Backups'),
  body: html`<header class="page-head"><div><h1>${page.t('Backups')}</h1>
      <p>${page.t('Database and files of one moment in one archive. Each is restored into a scratch place before it counts.')}</p></div>
      <div class="page-head-actions">${form(page, { action: links.list() }, [submitButton(page.t('Back up now'), 'archive')])}</div></header>
    ${backupsPart(page, shown)}`,
})

/** All of it that changes while somebody looks. */
export function backupsPart(page: Page, shown: BackupsShown): Html {
  const open = shown.jobs.filter(({ job }) => !isFinal(job.state))
  const topics = [links.topic, ...open.map(({ job }) => jobLinks.topic(job.id))]
  return live(
    page,
    { id: 'backups', topic: topics.join(' '), url: links.list(), pace: open.length > 0 ? 'busy' : 'idle' },
    [verdict(page, shown), open.map((job) => jobCard(page, job)), nights(page, shown), list(page, shown)],
  )
}

function verdict(page: Page, { archives }: BackupsShown): Html {
  const verified = archives.find(({ isHere, verified_at }) => isHere && verified_at !== null)
  if (verified === undefined)
    return html`<div class="alert alert-warning mb-3">${icon('exclamation-triangle')} ${page.t('There is no backup yet that was proven to restore.')}</div>`
  return html`<div class="alert alert-success mb-3">${icon('shield-check')} ${page.t('The house can be brought back to')} <strong>${time(page, verified.made_at)}</strong> (${ago(page, verified.made_at)}).</div>`
}

const nights = (page: Page, { folder, isNightly, hour, timezone, keep }: BackupsShown): Html =>
  html`<div class="panel"><dl class="facts">
    <dt>${page.t('By itself')}</dt><dd>${isNightly ? page.t('every night at {{hour}}:07 ({{timezone}})', { hour, timezone }) : page.t('never')}
      <a href="${links.settings(isNightly ? 'backup.hour' : 'backup.nightly')}">${page.t('Change')}</a></dd>
    <dt>${page.t('Kept of these')}</dt><dd>${page.t('the latest of {{daily}} days, {{weekly}} weeks and {{monthly}} months', keep)}</dd>
    <dt>${page.t('Folder')}</dt><dd><code>${folder}</code> <a href="${links.settings('backup.folder')}">${page.t('Change')}</a></dd>
    <dt>${page.t('To restore one')}</dt><dd>${page.t('stop the server, and run')} <code>lyceum restore FILE --replace</code> · <a href="/docs/administrators#backup-and-restore">${page.t('How it goes')}</a></dd>
  </dl></div>`

function list(page: Page, shown: BackupsShown): Html {
  if (shown.archives.length === 0)
    return html`<div class="panel empty">${icon('archive')}<p>${page.t('No backup was made yet. The first one comes by itself at night, or now if you like.')}</p></div>`
  const titles = [page.t('Moment'), page.t('State'), page.t('Size'), page.t('Made by')]
  return html`<div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${page.t('Backups')}</caption>
    <thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}<th scope="col"><span class="visually-hidden">${page.t('Actions')}</span></th></tr></thead>
    <tbody>${shown.archives.map((archive) => row(page, shown, archive))}</tbody></table></div>`
}

const row = (page: Page, shown: BackupsShown, archive: ShownArchive): Html => html`<tr id="backup-${archive.id}">
    <th scope="row">${time(page, archive.made_at)}<div class="quiet">${ago(page, archive.made_at)}</div></th>
    <td data-label="${page.t('State')}"><div class="text-break">${state(page, archive)}</div></td>
    <td data-label="${page.t('Size')}"><div class="text-nowrap">${bytes(page, archive.size_bytes)}${archive.file_count !== null && html`<div class="quiet">${page.t('{{count}} files', { count: archive.file_count })}</div>`}</div></td>
    <td data-label="${page.t('Made by')}">${maker(page, shown, archive)}</td>
    <td><div class="d-flex flex-wrap flex-xl-nowrap gap-2 justify-content-end">${archive.isHere && buttons(page, archive)}${removal(page, shown, archive)}</div></td>
  </tr>`

function state(page: Page, { isHere, verified_at, problem, with_secret, file }: ShownArchive): Html {
  const secret = with_secret === 1 && html`<div class="quiet">${icon('key')} ${page.t('with the secret')}</div>`
  if (!isHere)
    return html`<span class="state state-warn">${icon('question-circle')} ${page.t('Not here')}</span><div class="quiet">${page.t('Its file is on another machine, or was moved.')} <code>${file}</code></div>`
  if (problem !== null)
    return html`<span class="state state-bad">${icon('x-octagon')} ${page.t('Cannot be restored')}</span><div class="quiet">${problem}</div>${secret}`
  if (verified_at === null)
    return html`<span class="state state-idle">${icon('hourglass-split')} ${page.t('Not proven yet')}</span>${secret}`
  return html`<span class="state state-good">${icon('check-circle')} ${page.t('Restores')}</span><div class="quiet">${page.t('proven')} ${ago(page, verified_at)}</div>${secret}`
}

function maker(page: Page, { names }: BackupsShown, { origin, made_by }: ShownArchive): string {
  if (origin === 'schedule') return page.t('the nightly backup')
  if (origin === 'found') return page.t('found in the folder')
  return names.get(made_by) ?? (made_by === 'cli' ? page.t('the command line') : page.t('a person'))
}

const buttons = (page: Page, { id, file, problem }: ShownArchive): Html =>
  html`<a class="btn btn-sm btn-outline-secondary" href="${links.download(id)}" download="${basename(file)}">${icon('download')} ${page.t('Download')}</a>
    ${problem === null && actionButton(page, { action: links.verify(id), text: page.t('Prove'), icon: 'shield-check' })}`

function removal(page: Page, { archives }: BackupsShown, archive: ShownArchive): Html {
  const others = archives.filter(({ id, isHere, verified_at }) => id !== archive.id && isHere && verified_at !== null)
  const isOnlyOne = archive.isHere && archive.verified_at !== null && others.length === 0
  return actionButton(page, {
    action: links.remove(archive.id),
    text: page.t('Remove'),
    icon: 'trash',
    kind: 'outline-danger',
    confirm: isOnlyOne
      ? page.t('This is the only backup that was proven to restore. Without it nothing can be brought back. Remove it?')
      : page.t('The archive is removed for good. Remove it?'),
  })
}
