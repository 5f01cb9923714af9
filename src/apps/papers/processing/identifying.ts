import type { Rejection } from '../downloading/rejection.ts'
import { doiOfArxiv } from '../importing/identifiers.ts'
import { findOtherByDoi } from '../queries/papers.ts'
import { isShortDoi, resolveShortDoi } from '../sources/doi-org.ts'
import { judgeMatches } from '../sources/matching.ts'
import type { Source } from '../sources/source.ts'
import { askingOf, chosenSources } from './asking.ts'
import { saveDetails } from './details.ts'
import { meetTrouble } from './source-trouble.ts'
import { subjectOf } from './subject.ts'
import { note, noteRejection, type Work } from './work.ts'

/**
 * Finds the DOI of a paper that has none: by a short form or another number it goes by, else by its title. The rejection says why there is
 * none to be had; null too where the paper can do without, since another number leads to it.
 */
export async function identify(work: Work): Promise<Rejection | null> {
  const subject = subjectOf(work, null)
  if (subject.arxiv !== null) return adoptDoi(work, 'arxiv', doiOfArxiv(subject.arxiv))
  const sources = await chosenSources(work.platform)
  const byShortForm = await lengthen(work, sources)
  if (byShortForm !== undefined) return byShortForm
  const isNumbered = subject.pmid !== null || subject.pmcid !== null
  const byNumber = isNumbered ? await resolve(work, sources) : undefined
  if (byNumber !== undefined) return byNumber

  const byTitle = await match(work, sources)
  return byTitle?.code === 'no_identifier' && isNumbered ? null : byTitle
}

/** A short DOI in full; undefined where the paper has none, or it stands for nothing. */
async function lengthen(work: Work, sources: readonly Source[]): Promise<Rejection | null | undefined> {
  const { doi_raw: short } = work.paper
  const resolver = sources.find(({ name }) => name === 'doi-org')
  if (!isShortDoi(short) || !resolver) return undefined
  const answer = await resolveShortDoi(short.trim(), await askingOf(work, resolver, false))
  if (answer.kind === 'ok') return answer.value === null ? undefined : adoptDoi(work, resolver.name, answer.value)
  if (answer.kind === 'not-found' || answer.kind === 'not-applicable') return undefined
  const trouble = await meetTrouble(work, resolver, 'identify', answer)
  return trouble.kind === 'rejected' ? trouble.rejection : undefined
}

/** Undefined where no source knows a DOI for the number. */
async function resolve(work: Work, sources: readonly Source[]): Promise<Rejection | null | undefined> {
  for (const source of sources) {
    if (!source.resolve) continue
    const answer = await source.resolve(subjectOf(work, null), await askingOf(work, source))
    if (answer.kind === 'not-found' || answer.kind === 'not-applicable') continue
    if (answer.kind === 'ok') {
      if (answer.value !== null) return adoptDoi(work, source.name, answer.value)
    } else {
      const trouble = await meetTrouble(work, source, 'identify', answer)
      if (trouble.kind === 'rejected' && source.role !== 'extra') return trouble.rejection
    }
  }
  return undefined
}

async function match(work: Work, sources: readonly Source[]): Promise<Rejection | null> {
  for (const source of sources) {
    if (!source.match) continue
    const answer = await source.match(work.paper, await askingOf(work, source))
    if (answer.kind === 'not-found' || answer.kind === 'not-applicable') continue
    if (answer.kind !== 'ok') {
      const trouble = await meetTrouble(work, source, 'identify', answer)
      if (trouble.kind === 'rejected') return trouble.rejection
      continue
    }
    const verdict = judgeMatches(work.paper, answer.value)
    if (verdict.kind === 'same') return adoptDoi(work, source.name, verdict.doi)
    if (verdict.kind === 'ambiguous') {
      const records = verdict.matches.map(({ doi, title, year }) => `${doi} (${year ?? 'no year'}): ${title}`)
      const detail = `Similar records: ${records.join(' · ')}`
      return reject(work, source.name, { code: 'ambiguous_match', detail })
    }
  }
  return { code: 'no_identifier', detail: 'No record has this title.' }
}

async function adoptDoi(work: Work, source: string, doi: string): Promise<Rejection | null> {
  const other = await findOtherByDoi(work.platform.db, doi, work.paper.id)
  if (other) {
    const detail = `It seems to be ${doi}, which paper ${other.id} is already.`
    return reject(work, source, { code: 'ambiguous_match', detail })
  }
  const origins = { ...JSON.parse(work.paper.sources_json ?? '{}'), doi: source }
  const extra = { doi, doi_state: 'registered' as const, sources_json: JSON.stringify(origins) }
  const saved = await work.job.fenced((tx) => saveDetails(tx, work.paper.id, [], { extra }, work.platform.now()))
  if (saved) work.paper = saved
  note(work, { what: 'identify', source, result: 'ok', sentence: `Its DOI is ${doi}.` })
  return null
}

function reject(work: Work, source: string, rejection: Rejection): Rejection {
  noteRejection(work, 'identify', source, rejection)
  return rejection
}
