import type { Preset } from './preset.ts'

/** Names with commas between. */
const named = (list: string): string[] => list.split(/,\s+/)

/** Lists of no known origin: names in English, German, French, Spanish, Italian and Portuguese. */
export const generic: Preset = {
  name: 'generic',
  title: 'List with a header',
  keys: [],
  fewest: 0,
  names: {
    title: named(`title, article title, document title, item title, paper title, display name, ti, t1, titel, titre,
      título, titulo, titolo`),
    doi: named(`doi, di, do, article doi, item doi, digital object identifier, identifier doi, doi link, doi url, dl,
      dois`),
    issn: named(`issn, print issn, sn, issn l, primary location issns, issn/isbn, issns, eissn, e issn,
      electronic issn, online issn, ei`),
    journal: named(`journal, journal/book, journal title, journal name, source title, publication title,
      container title, so, jf, jo, t2, journaltitle, zeitschrift, revue, revista, rivista,
      primary location display name, venue, source`),
    type: named(`type, document type, dt, item type, publication type, content type, genre, ty, dokumenttyp, typ`),
    language: named(`language, la, lang, language of original document, langid, sprache, langue, idioma, lingua`),
    published: named(`published, published date, publication date, date published, published online, published print,
      issued, online date, cover date, erscheinungsdatum, date, da, datum, publication year, year, py, y1,
      published year, jahr, erscheinungsjahr, année, año, anno, ano`),
    alternative_id: ['alternative id', 'accession number', 'pii', 'an'],
    pmid: ['pmid', 'pm', 'pubmed id', 'pubmedid'],
    pmcid: ['pmcid', 'pmc', 'pmc id'],
    arxiv: ['arxiv', 'arxiv id', 'eprint'],
    scopus_eid: ['eid', 'scopus eid'],
    wos_ut: ['ut', 'ut (unique wos id)', 'wos ut', 'wos id', 'accession'],
    openalex: ['openalex', 'openalex id', 'id'],
    isbn: ['isbn', 'isbns', 'bn'],
    authors: named(
      `authors, author, author full names, author names, au, a1, autoren, autor, auteurs, autores, autori`,
    ),
    abstract: ['abstract', 'abstract note', 'ab', 'n2', 'zusammenfassung', 'résumé', 'resumen'],
    volume: ['volume', 'vl', 'vol', 'band'],
    issue: ['issue', 'is', 'number', 'heft', 'ausgabe'],
    pages: ['pages', 'page', 'page range', 'seiten'],
    first_page: ['first page', 'page start', 'start page', 'bp', 'sp'],
    last_page: ['last page', 'page end', 'end page', 'ep'],
    article_number: ['article number', 'art no', 'ar'],
    publisher: ['publisher', 'pu', 'pb', 'verlag', 'éditeur', 'editorial'],
    url: ['url', 'ur', 'link', 'article url', 'pdf link', 'articleurl'],
    retracted: ['retracted', 'is retracted'],
    oa_status: ['oa status', 'open access', 'open access designations'],
    license: ['license', 'licence'],
    // The first is what an export of the house calls them.
    tags: ['lyceum tags', 'tags'],
  },
}
