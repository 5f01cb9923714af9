/** What a column can feed. Fields that end in `_on` or stand in `papers_papers` go there; the others are identifiers or parts. */
export const FIELDS = [
  'title',
  'doi',
  'issn',
  'journal',
  'type',
  'language',
  'published',
  'published_month_day',
  'alternative_id',
  'authors',
  'collaborations',
  'abstract',
  'volume',
  'issue',
  'pages',
  'first_page',
  'last_page',
  'article_number',
  'publisher',
  'url',
  'pmid',
  'pmcid',
  'arxiv',
  'openalex',
  'scopus_eid',
  'wos_ut',
  'isbn',
  'retracted',
  'oa_status',
  'license',
  'tags',
  'notes',
] as const
export type Field = (typeof FIELDS)[number]

/** Fields of which one must be mapped: without them no row can be told from another. */
export const IDENTITY_FIELDS: readonly Field[] = [
  'title',
  'doi',
  'pmid',
  'pmcid',
  'arxiv',
  'openalex',
  'scopus_eid',
  'wos_ut',
  'url',
  'notes',
]

const KNOWN = new Set<string>(FIELDS)

export function isField(name: string): name is Field {
  return KNOWN.has(name)
}
