export const PAPER_TYPES = [
  'journal-article',
  'proceedings-article',
  'book',
  'book-chapter',
  'posted-content',
  'dissertation',
  'dataset',
  'report',
  'standard',
  'peer-review',
  'component',
  'other',
] as const
export type PaperType = (typeof PAPER_TYPES)[number]

/** A type word as one of ours; `other` and unknown where no table knows it. */
export interface TypeReading {
  readonly type: PaperType
  readonly isUnknown: boolean
  readonly isRetracted: boolean
}

/** The words of Crossref, Scopus, Web of Science, PubMed, OpenAlex, Zotero, RIS and BibTeX, in lower case without blanks. */
const WORDS: Readonly<Record<PaperType, string>> = {
  'journal-article':
    'journalarticle article articlejournal articles review reviewarticle shortsurvey letter note editorial editorialmaterial datapaper jour journal researcharticle originalarticle magazinearticle newspaperarticle mgzn news newsitem correction erratum corrigendum retraction meetingabstract bookreview earlyaccess expressionofconcern retracted retractedpublication withdrawnpublication',
  'proceedings-article':
    'proceedingsarticle paperconference conferencepaper proceedingspaper cpaper conf inproceedings conference conferencearticle',
  book: 'book monograph editedbook referencebook book,whole edbook collection',
  'book-chapter':
    'bookchapter booksection chap chapter incollection inbook bookpart referenceentry encyclopediaarticle dictionaryentry',
  'posted-content': 'postedcontent preprint unpb unpublished workingpaper eprint',
  dissertation: 'dissertation thesis thes phdthesis mastersthesis doctoralthesis dissertationthesis',
  dataset: 'dataset data dataset(s) database',
  report: 'report rprt techreport technicalreport reportcomponent',
  standard: 'standard stand',
  'peer-review': 'peerreview',
  component: 'component supplementarymaterials',
  other:
    'other document misc online electronic www manual booklet generic gen conferencereview proceedings journalissue bookseries grant software computerprogram webpage blogpost presentation patent artwork film map paratext libguides retractionnotice electronicresourcenum manuscript',
}
const TYPES = new Map(PAPER_TYPES.flatMap((type) => WORDS[type].split(' ').map((word) => [word, type] as const)))

/** Reads `journal-article`, `Article; Proceedings Paper`, `JOUR`, `conferencePaper`, `Retracted` … */
export function readType(cell: string): TypeReading {
  const parts = cell.slice(0, 500).split(/[;|]/)
  const isRetracted = parts.some((part) =>
    /^\s*(?:retracted|retracted publication|withdrawn publication)\s*$/i.test(part),
  )
  for (const part of parts) {
    const type = TYPES.get(part.toLowerCase().replace(/[\s_-]+/g, ''))
    if (type !== undefined) return { type, isUnknown: false, isRetracted }
  }
  return { type: 'other', isUnknown: cell !== '', isRetracted }
}

/** Publishers mark a retracted paper in its very title. */
export function isRetractedTitle(title: string): boolean {
  const first = title.charCodeAt(0)
  if (first !== 0x52 && first !== 0x57 && first !== 0x5b && first !== 0x72) return false
  return /^\[?(?:RETRACTED|WITHDRAWN|Retracted)(?: ARTICLE| PAPER| Article)?\s?[:\]]/.test(title)
}
