import { z } from 'zod'
import { candidateAt } from '../downloading/candidate.ts'
import { readArxiv } from '../importing/identifiers.ts'
import { askSource } from './asking.ts'
import { declared } from './declarations.ts'
import { licenceOf } from './licences.ts'
import { authorsJson } from './names.ts'
import { dated, partialDateOf } from './partial-date.ts'
import { plainAbstract, plainTitle } from './plain-text.ts'
import type { Asking, Findings, Source } from './source.ts'
import { attributesIn, elementsIn, textIn } from './xml.ts'

const text = z.string().nullable()

/** An entry of the feed; null where the feed has none. */
const Entry = z
  .object({
    id: z.string(),
    title: text,
    summary: text,
    published: text,
    doi: text,
    licence: text,
    authors: z.array(z.string()),
  })
  .nullable()
type Entry = z.infer<typeof Entry>

const declaration = declared('arxiv')
const { pace } = declaration

/** The preprints of physics, mathematics and computing, with their files. */
export const arxiv: Source = {
  ...declaration,
  lookUp: async ({ arxiv: id, doi }, asking) => {
    const known = id ?? (doi === null ? null : arxivOfDoi(doi))
    if (known === null) return { kind: 'not-applicable' }
    const url = new URL(`${asking.baseUrl}/api/query`)
    url.searchParams.set('id_list', known)
    url.searchParams.set('max_results', '1')
    const question = {
      purpose: 'papers.arxiv',
      url,
      key: known,
      pace,
      schema: Entry,
      accept: 'application/atom+xml',
      parse: (answer: { text: () => string }) => readFeed(answer.text()),
    }
    const isOwn = doi === null || arxivOfDoi(doi) !== null
    const answer = await askSource(asking, question, (entry) => entry && findingsOf(entry, known, isOwn, asking))
    if (answer.kind !== 'ok') return answer
    return answer.value ? { kind: 'ok', value: answer.value } : { kind: 'not-found' }
  },
}

/** The id behind one of arXiv's own DOIs; null for every other. */
export const arxivOfDoi = (doi: string): string | null =>
  doi.startsWith('10.48550/arxiv.') ? readArxiv(doi.slice('10.48550/arxiv.'.length)) : null

/** @throws Error where this is no feed of arXiv's, or one that reports a mistake. */
export function readFeed(xml: string): Entry {
  if (!/<feed[\s>]/.test(xml.slice(0, 2_000))) throw new Error('not a feed')
  const [entry] = elementsIn(xml, 'entry', 1)
  if (entry === undefined) return null
  const id = textIn(entry, 'id') ?? ''
  // An unknown id of the right form has no entry, or one without a title; a wrong one is an entry that says "Error".
  if (/\/api\/errors/.test(id)) return null
  if (textIn(entry, 'title') === null) return null
  return {
    id,
    title: textIn(entry, 'title'),
    summary: textIn(entry, 'summary'),
    published: textIn(entry, 'published'),
    doi: textIn(entry, 'arxiv:doi'),
    licence: attributesIn(entry, 'link').find(({ rel }) => rel === 'license')?.href ?? null,
    authors: elementsIn(entry, 'author').flatMap((author) => textIn(author, 'name') ?? []),
  }
}

/** `isOwn`: the paper is the preprint itself; otherwise the preprint stands for a paper that appeared elsewhere. */
function findingsOf(entry: NonNullable<Entry>, id: string, isOwn: boolean, { baseUrl }: Asking): Findings {
  const version = /v\d{1,3}$/.exec(entry.id)?.[0] ?? ''
  // Most files are under a licence to arXiv alone: they may be kept and read here, and are not to be passed on.
  const license = entry.licence === null ? 'arxiv' : (licenceOf(entry.licence) ?? 'arxiv')
  return {
    details: {
      title: entry.title === null ? null : plainTitle(entry.title),
      ...(isOwn && {
        type: 'posted-content',
        type_raw: 'preprint',
        journal: 'arXiv',
        oa_status: 'green',
        ...dated(partialDateOf(entry.published)),
      }),
      abstract: entry.summary === null ? null : plainAbstract(entry.summary),
      authors_json: authorsJson(entry.authors.map(nameOf)),
    },
    identifiers: [['arxiv', id]],
    candidates: [
      candidateAt(`${baseUrl}/pdf/${id}${version}`, 'arxiv', { version: 'submitted', license, isBest: true }),
    ],
    isOpen: true,
  }
}

/** `Ada M. Lovelace`: the last word is the family name as far as anybody can tell; a collaboration has none. */
function nameOf(name: string): { whole: string } | { family: string; given: string } {
  const parts = /^(.{1,200}) (\S{1,100})$/.exec(name)
  if (!parts?.[1] || !parts[2] || /collaboration|consortium|team|group/i.test(name)) return { whole: name }
  return { family: parts[2], given: parts[1] }
}
