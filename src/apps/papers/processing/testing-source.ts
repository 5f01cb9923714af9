import type { Platform } from '../../../platform/platform.ts'
import type { JobContext } from '../../../platform/tasks/tasks.ts'
import { demandContact } from '../contact.ts'
import type { SourceName } from '../sources/declarations.ts'
import { sources } from '../sources/list.ts'
import type { Asking, Source, SourceAnswer, Subject } from '../sources/source.ts'
import { askingOf } from './asking.ts'

/** How a source answered about a paper that it must know; `detail` is the title or the DOI that it told, or what went wrong. */
export type SourceTest = Readonly<{ kind: SourceAnswer<unknown>['kind']; detail: string }>

/** An open article of which every source should know by one of its numbers. */
const article: Subject = {
  doi: '10.7717/peerj.4375',
  title: null,
  arxiv: null,
  pmid: '29456894',
  pmcid: 'PMC5815332',
  agency: null,
  page: null,
  group: null,
}
const preprint = { doi: '10.48550/arxiv.1706.03762', arxiv: '1706.03762', pmid: null, pmcid: null }
const ofPreprints: readonly SourceName[] = ['datacite', 'arxiv']

/**
 * Asks a source anew, as a paper would. What it answers is no failure of the job.
 *
 * @throws UserError `papers.contact-missing`, and what says that the job was called off.
 */
export async function testSource(platform: Platform, name: SourceName, job: JobContext): Promise<SourceTest> {
  const source = sources.find((one) => one.name === name)
  if (!source) return { kind: 'not-applicable', detail: '' }
  const contact = await demandContact(platform, platform.db)
  const asking = await askingOf({ platform, contact, job, isByHand: true }, source)
  const subject = ofPreprints.includes(name) ? { ...article, ...preprint } : article
  return ask(source, subject, asking)
}

async function ask(source: Source, subject: Subject, asking: Asking): Promise<SourceTest> {
  const answer = await source.lookUp(subject, asking)
  if (answer.kind === 'ok') return { kind: 'ok', detail: answer.value.details.title ?? '' }
  if (answer.kind !== 'not-applicable' || !source.resolve) return { kind: answer.kind, detail: detailOf(answer) }
  const resolved = await source.resolve(subject, asking)
  if (resolved.kind === 'ok')
    return { kind: resolved.value === null ? 'not-found' : 'ok', detail: resolved.value ?? '' }
  return { kind: resolved.kind, detail: detailOf(resolved) }
}

function detailOf(answer: Exclude<SourceAnswer<unknown>, { kind: 'ok' }>): string {
  if (answer.kind === 'retry') return answer.rejection.detail
  return 'detail' in answer ? answer.detail : ''
}
