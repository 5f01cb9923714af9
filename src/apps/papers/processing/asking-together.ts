import type { Platform } from '../../../platform/platform.ts'
import { comingDois } from '../queries/planned.ts'
import { findKnownQuestions, keepSourceAnswers } from '../queries/sources.ts'
import { dayMs } from '../sources/asking.ts'
import type { Asking, Source, Together } from '../sources/source.ts'
import type { Work } from './work.ts'

// One question may serve many papers: whoever comes first asks for those too that come next, and what the source says of
// each is remembered as if it had been asked for that paper alone. The papers themselves know nothing of it: each finds its
// answer when its own turn comes, or asks by itself. Nothing is lost with a process that dies, since nothing was promised.

const hourMs = 60 * 60_000
/** How far ahead is looked for papers whose answers are not known yet, in numbers of papers asked at once. */
const lookAhead = 3
/** Addresses of that length are taken everywhere. */
const longestList = 2_500
/** Other DOIs might be read as two, or as something else, where many stand in one address. */
const plainDoi = /^10\.\d{4,9}\/[-._;()/a-z0-9]+$/

/** No question to a source reads so. The source did not answer for many: for an hour each paper asks for itself. */
const oneByOne = ' one by one'
const alone = (doi: string): string => ` alone ${doi}`

/** By platform and source: one question for many at a time, so that papers which run side by side share it. */
const underWay = new WeakMap<Platform, Map<string, Promise<void>>>()

/**
 * Sees to it that what the source says of the DOI is remembered, together with what it says of papers to come. Where it
 * does not answer for many, nothing is remembered, and the paper asks for itself. Who was asked for by a person asks anew.
 *
 * @throws what says that the job was called off.
 */
export async function askTogether(work: Work, source: Source, doi: string | null, asking: Asking): Promise<void> {
  const { together } = source
  if (!together || work.isByHand || doi === null || !plainDoi.test(doi)) return
  if (await isSettled(work, source, together, doi)) return

  const asked = underWay.get(work.platform) ?? new Map<string, Promise<void>>()
  underWay.set(work.platform, asked)
  for (let other = asked.get(source.name); other; other = asked.get(source.name)) await other
  const own = askForMany(work, source, together, doi, asking)
  const settled = own
    .catch(() => {})
    .then(() => {
      asked.delete(source.name)
    })
  asked.set(source.name, settled)
  await own
}

/** Whether the answer is there already, or has to be asked for alone. */
async function isSettled({ platform }: Work, { name }: Source, together: Together, doi: string): Promise<boolean> {
  const questions = [together.key(doi), alone(doi), oneByOne]
  return (await findKnownQuestions(platform.db, name, questions, platform.now())).size > 0
}

async function askForMany(work: Work, source: Source, together: Together, doi: string, asking: Asking): Promise<void> {
  const { platform } = work
  // Another paper may have asked for this one meanwhile.
  if (await isSettled(work, source, together, doi)) return
  const dois = await companionsOf(platform, source, together, doi)
  if (dois.length < 2) return

  const answer = await together.ask(dois, asking)
  if (answer.kind !== 'ok') {
    work.job.log('warn', `${source.title} does not answer for many at once; each paper asks for itself.`)
    return asking.memory.keep(oneByOne, {}, hourMs)
  }
  const bodies = dois.map((one): [string, unknown] => {
    const body = answer.value.get(one)
    // What is missing from the list may be unknown, merged or unreadable: the paper's own question tells which.
    return body === undefined ? [alone(one), {}] : [together.key(one), body]
  })
  await keepSourceAnswers(platform.database, { source: source.name, at: platform.now(), forMs: dayMs }, new Map(bodies))
}

/** The DOI, and those of planned papers whose answers are not known, in the order of their times. */
async function companionsOf(
  { db, now }: Platform,
  { name }: Source,
  { most, key }: Together,
  doi: string,
): Promise<string[]> {
  const coming = (await comingDois(db, lookAhead * most)).filter((one) => plainDoi.test(one))
  const questions = coming.flatMap((one) => [key(one), alone(one)])
  const known = await findKnownQuestions(db, name, questions, now())
  const unknown = coming.filter((one) => one !== doi && !known.has(key(one)) && !known.has(alone(one)))
  const chosen: string[] = []
  let length = 0
  for (const one of [doi, ...unknown].slice(0, most)) {
    length += one.length
    if (length > longestList) break
    chosen.push(one)
  }
  return chosen
}
