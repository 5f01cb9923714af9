import { statfs } from 'node:fs/promises'
import { listActivity } from '../../platform/activity/queries.ts'
import type { ActivityRow } from '../../platform/activity/tables.ts'
import type { Db } from '../../platform/database/tables.ts'
import { type KnownHost, listHosts } from '../../platform/http/listing-hosts.ts'
import type { Platform } from '../../platform/platform.ts'
import { findJob } from '../../platform/tasks/queries.ts'
import { type Actor, nameActor, nameActors } from './actor-names.ts'
import { commandsIn } from './collecting.ts'
import { type Contact, findContact } from './contact.ts'
import type { CollectorCommand } from './links.ts'
import { type RunningRow, runningPapers, waitingPapers } from './queries/at-work.ts'
import { findCollector } from './queries/collector.ts'
import { findPaper, type StoredPaper } from './queries/papers.ts'
import { countPlanned, type UpcomingRow } from './queries/planned.ts'
import type { CollectorRow } from './tables.ts'

/** Whether papers are collected, who decided so, and what may be done about it. */
export type CollectorStatus = Readonly<{
  collector: CollectorRow
  changedBy: Actor
  commands: readonly CollectorCommand[]
  /** Null: collecting does not start. */
  contact: Contact | null
  /** Papers that wait for their time, and those that workers hold. */
  waiting: number
  running: number
}>

export async function findCollectorStatus(platform: Platform): Promise<CollectorStatus> {
  const { db } = platform
  const collector = await findCollector(db)
  const planned = await countPlanned(db)
  const running = (await runningPapers(db)).length
  return {
    collector,
    changedBy: await nameActor(db, collector.changed_by),
    commands: commandsIn(collector.state),
    contact: await findContact(platform, db),
    waiting: Math.max(0, planned - running),
    running,
  }
}

/** A paper in a worker's hands; `step` and `sentence` are what its job last said. */
export type RunningPaper = RunningRow & Readonly<{ step: string | null; sentence: string | null }>

/** Something that happened, by whom, and to which paper. */
export type Happening = ActivityRow & Readonly<{ who: Actor; paper: Pick<StoredPaper, 'id' | 'title' | 'doi'> | null }>

/** What the collector does right now and next, and the hosts it deals with. */
export type CollectorWork = Readonly<{
  running: readonly RunningPaper[]
  next: readonly UpcomingRow[]
  hosts: readonly KnownHost[]
  recent: readonly Happening[]
}>

const nextShown = 20
const hostsShown = 12
const recentShown = 12

export async function findCollectorWork(platform: Platform): Promise<CollectorWork> {
  const { db } = platform
  return {
    running: await findRunning(platform),
    next: await waitingPapers(db, { limit: nextShown }),
    hosts: await listHosts(db, platform.now(), hostsShown),
    recent: await findRecent(db),
  }
}

/** That a paper was chosen and taken up again and again is left out: how it ended says more. */
async function findRecent(db: Db): Promise<Happening[]> {
  const { items } = await listActivity(db, { category: 'papers' }, { limit: recentShown * 6 })
  const told = items.filter(({ action }) => !everyday.includes(action)).slice(0, recentShown)
  const names = await nameActors(
    db,
    told.map(({ actor }) => actor),
  )
  return Promise.all(
    told.map(async (row) => {
      const paperId = /^papers\/paper\/(.+)$/.exec(row.target ?? '')?.[1]
      const paper = paperId === undefined ? undefined : await findPaper(db, paperId)
      return { ...row, who: names.get(row.actor) ?? { kind: 'somebody' }, paper: paper ?? null }
    }),
  )
}

const everyday = ['papers.planned', 'papers.started']

async function findRunning({ db }: Platform): Promise<RunningPaper[]> {
  const rows = await runningPapers(db)
  return Promise.all(
    rows.map(async (row) => {
      const job = await findJob(db, row.job_id)
      return { ...row, step: job?.progress_step ?? null, sentence: job?.progress_sentence ?? null }
    }),
  )
}

/** Bytes that full texts may still take on the disk. */
export async function findFreeBytes({ files }: Platform): Promise<number> {
  const { bavail, bsize } = await statfs(files.stagingFolder)
  return bavail * bsize
}
