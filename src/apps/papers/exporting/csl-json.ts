import { authorsOf } from '../author-names.ts'
import type { PaperType } from '../importing/types.ts'
import { type Exported, identifierOf, issnsOf } from './exported.ts'

/** CSL has fewer types than we: where several share one, `genre` tells them apart. */
const types: Readonly<Record<PaperType, string>> = {
  'journal-article': 'article-journal',
  'proceedings-article': 'paper-conference',
  book: 'book',
  'book-chapter': 'chapter',
  'posted-content': 'article',
  dissertation: 'thesis',
  dataset: 'dataset',
  report: 'report',
  standard: 'standard',
  'peer-review': 'review',
  component: 'document',
  other: 'document',
}
const isShared = (type: string): boolean => ['article', 'review', 'document'].includes(type)

/** One paper as an item of CSL-JSON (CSL 1.0.2). */
export function asCslJson({ paper, identifiers }: Exported): Record<string, unknown> {
  const type = types[paper.type as PaperType] ?? 'document'
  const date = paper.published_on?.split('-').map(Number)
  const item = {
    id: paper.id,
    type,
    genre: isShared(type) && paper.type !== 'other' ? paper.type : undefined,
    title: paper.title ?? undefined,
    author: authorsOf(paper.authors_json).map(({ family, given, literal }) =>
      literal === undefined ? { family, given } : { literal },
    ),
    'container-title': paper.journal ?? undefined,
    issued: date && { 'date-parts': [date] },
    volume: paper.volume ?? undefined,
    issue: paper.issue ?? undefined,
    page: paper.pages ?? undefined,
    number: paper.article_number ?? undefined,
    publisher: paper.publisher ?? undefined,
    language: paper.language ?? undefined,
    DOI: paper.doi ?? undefined,
    ISSN: issnsOf(paper.issn, identifiers).join(', ') || undefined,
    ISBN: identifierOf(identifiers, 'isbn'),
    PMID: identifierOf(identifiers, 'pmid'),
    PMCID: identifierOf(identifiers, 'pmcid'),
    arXiv: identifierOf(identifiers, 'arxiv'),
    URL: identifierOf(identifiers, 'url'),
    abstract: paper.abstract ?? undefined,
    'alternative-id': paper.alternative_id ?? undefined,
  }
  return item.author.length > 0 ? item : { ...item, author: undefined }
}
