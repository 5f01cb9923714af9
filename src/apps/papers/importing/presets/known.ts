import { calledAlike, type Preset } from './preset.ts'

/** Scopus, "Export to CSV"; any choice of columns. `Source` only says "Scopus", `Link` leads into Scopus. */
const scopus: Preset = {
  name: 'scopus',
  title: 'Scopus',
  keys: ['eid', 'source title'],
  fewest: 4,
  names: {
    ...calledAlike('title', 'doi', 'issn', 'abstract', 'volume', 'issue', 'publisher', 'isbn'),
    journal: ['source title'],
    type: ['document type'],
    language: ['language of original document'],
    published: ['year'],
    authors: ['author full names', 'authors'],
    first_page: ['page start'],
    last_page: ['page end'],
    article_number: ['art no'],
    pmid: ['pubmed id'],
    scopus_eid: ['eid'],
    oa_status: ['open access', 'access type'],
  },
}

/** Web of Science, "Tab delimited file". The book DOI (`D2`) names the book, not the chapter, and stays outside. */
export const wosTags: Preset = {
  name: 'wos-tags',
  title: 'Web of Science, tab-delimited',
  keys: ['pt', 'ti'],
  fewest: 6,
  hasNoQuotes: true,
  names: {
    title: ['ti'],
    doi: ['di', 'dl'],
    issn: ['sn', 'ei'],
    journal: ['so'],
    type: ['dt'],
    language: ['la'],
    published: ['py', 'ea'],
    published_month_day: ['pd'],
    authors: ['af', 'au'],
    collaborations: ['ca'],
    abstract: ['ab'],
    volume: ['vl'],
    issue: ['is'],
    first_page: ['bp'],
    last_page: ['ep'],
    article_number: ['ar'],
    publisher: ['pu'],
    pmid: ['pm'],
    wos_ut: ['ut'],
    isbn: ['bn'],
    oa_status: ['oa'],
  },
}

/** Web of Science, spreadsheet headings. */
const wosHeadings: Preset = {
  name: 'wos-headings',
  title: 'Web of Science, spreadsheet',
  keys: ['article title', 'source title'],
  fewest: 6,
  names: {
    ...calledAlike('language', 'abstract', 'volume', 'issue', 'publisher', 'isbn'),
    title: ['article title'],
    doi: ['doi', 'doi link'],
    issn: ['issn', 'eissn'],
    journal: ['source title'],
    type: ['document type'],
    published: ['publication year', 'early access date'],
    published_month_day: ['publication date'],
    authors: ['author full names', 'authors'],
    collaborations: ['group authors'],
    first_page: ['start page'],
    last_page: ['end page'],
    article_number: ['article number'],
    pmid: ['pubmed id'],
    wos_ut: ['ut (unique wos id)'],
    oa_status: ['open access designations'],
  },
}

/** PubMed, "Save as CSV". `Create Date` is the date of the record, not of the paper. */
const pubmed: Preset = {
  name: 'pubmed-csv',
  title: 'PubMed CSV',
  keys: ['pmid', 'journal/book'],
  fewest: 4,
  endsTitlesWithStop: true,
  names: {
    ...calledAlike('title', 'doi', 'authors', 'pmid', 'pmcid'),
    journal: ['journal/book'],
    published: ['publication year'],
  },
  others: ['citation', 'first author', 'create date', 'nihms id'],
}

/** Zotero, "Export as CSV". `Extra` holds lines such as `arXiv: …` and `PMID: …`. */
const zotero: Preset = {
  name: 'zotero',
  title: 'Zotero CSV',
  keys: ['key', 'item type', 'publication title'],
  fewest: 6,
  names: {
    ...calledAlike('title', 'doi', 'issn', 'language', 'volume', 'issue', 'pages', 'publisher', 'isbn', 'url'),
    journal: ['publication title'],
    type: ['item type'],
    published: ['date', 'publication year'],
    authors: ['author'],
    abstract: ['abstract note'],
    notes: ['extra'],
  },
}

const OPENALEX_NAMES: Preset['names'] = {
  ...calledAlike('type', 'language', 'abstract'),
  title: ['display name', 'title'],
  doi: ['doi', 'ids doi'],
  issn: [
    'primary location issn l',
    'primary location issns',
    'primary location source issn l',
    'primary location source issn',
  ],
  journal: ['primary location display name', 'primary location source display name', 'host venue display name'],
  published: ['publication date', 'publication year'],
  authors: ['author names', 'authorships author display name'],
  volume: ['biblio volume'],
  issue: ['biblio issue'],
  first_page: ['biblio first page'],
  last_page: ['biblio last page'],
  openalex: ['id', 'ids openalex'],
  pmid: ['pmid', 'ids pmid'],
  pmcid: ['pmcid', 'ids pmcid'],
  url: ['primary location landing page url'],
  retracted: ['is retracted'],
  oa_status: ['oa status', 'open access oa status'],
  license: ['primary location license'],
}

/** OpenAlex works, `|` between the values of a list, ids as addresses. */
const openalexUnderscore: Preset = {
  name: 'openalex-underscore',
  title: 'OpenAlex CSV',
  keys: ['id', 'display_name'],
  fewest: 5,
  names: OPENALEX_NAMES,
}

const openalexDotted: Preset = {
  ...openalexUnderscore,
  name: 'openalex-dotted',
  title: 'OpenAlex CSV, dotted names',
  keys: ['id', 'primary_location.source.display_name'],
}

const CROSSREF_NAMES: Preset['names'] = {
  ...calledAlike('title', 'doi', 'issn', 'type', 'language', 'abstract', 'volume', 'issue', 'publisher', 'isbn', 'url'),
  journal: ['container title'],
  published: ['published online', 'published print', 'issued'],
  alternative_id: ['alternative id'],
  pages: ['page'],
}

/** The table that the common R client of Crossref saves. */
const crossrefDotted: Preset = {
  name: 'crossref-dotted',
  title: 'Crossref table, dotted names',
  keys: ['container.title', 'doi'],
  fewest: 4,
  names: CROSSREF_NAMES,
}

const crossrefUnderscore: Preset = {
  ...crossrefDotted,
  name: 'crossref-underscore',
  title: 'Crossref table, underscore names',
  keys: ['container_title', 'doi'],
}

/** More particular ones first. */
export const KNOWN_PRESETS: readonly Preset[] = [
  scopus,
  wosTags,
  wosHeadings,
  pubmed,
  zotero,
  openalexDotted,
  openalexUnderscore,
  crossrefDotted,
  crossrefUnderscore,
]
