// Answers in the shape in which the sources give them, fields that nobody here reads included. The people are made up.

export const doi = '10.5555/recorded.4375'

export const crossrefWork = {
  status: 'ok',
  'message-type': 'work',
  'message-version': '1.0.0',
  message: {
    DOI: '10.5555/RECORDED.4375',
    title: ['The state of <i>open</i> records &amp; copies'],
    subtitle: ['a large-scale analysis'],
    'container-title': ['Journal of Recorded Answers'],
    publisher: 'Recorded Press',
    type: 'journal-article',
    ISSN: ['2167-8359', '0000-0001'],
    'issn-type': [{ value: '2167-8359', type: 'electronic' }],
    author: [
      { given: 'Josiah', family: 'Carberry', ORCID: 'http://orcid.org/0000-0002-1825-0097', sequence: 'first' },
      { name: 'The Recorded Collaboration', sequence: 'additional' },
    ],
    published: { 'date-parts': [[2018, 2, 13]] },
    issued: { 'date-parts': [[null]] },
    volume: '6',
    page: 'e4375',
    language: 'en',
    abstract: '<jats:title>Abstract</jats:title><jats:p>Despite growing interest, little is known.</jats:p>',
    license: [
      {
        URL: 'https://creativecommons.org/licenses/by/4.0/',
        start: { 'date-parts': [[2018, 2, 13]] },
        'delay-in-days': 0,
        'content-version': 'unspecified',
      },
    ],
    link: [
      {
        URL: 'https://files.lyceum-tests.org/4375.pdf',
        'content-type': 'application/pdf',
        'content-version': 'vor',
        'intended-application': 'text-mining',
      },
      { URL: 'https://files.lyceum-tests.org/4375.xml', 'content-type': 'application/xml', 'content-version': 'vor' },
    ],
    'is-referenced-by-count': 700,
    indexed: { 'date-parts': [[2026, 3, 1]] },
  },
}

export const dataciteRecord = {
  data: {
    id: '10.48550/arxiv.2101.00001',
    type: 'dois',
    attributes: {
      doi: '10.48550/arxiv.2101.00001',
      titles: [{ title: 'A recorded preprint', lang: 'en' }],
      creators: [
        { name: 'Carberry, Josiah', nameType: 'Personal', givenName: 'Josiah', familyName: 'Carberry' },
        { name: 'The Recorded Collaboration', nameType: 'Organizational' },
      ],
      publisher: { name: 'arXiv' },
      container: {},
      publicationYear: 2021,
      dates: [
        { date: '2021-01-01T00:00:00Z', dateType: 'Submitted' },
        { date: '2021-01', dateType: 'Issued' },
      ],
      types: { resourceTypeGeneral: 'Preprint', ris: 'GEN', citeproc: 'article' },
      language: null,
      rightsList: [
        {
          rights: 'Creative Commons Attribution 4.0 International',
          rightsUri: 'https://creativecommons.org/licenses/by/4.0/legalcode',
          rightsIdentifier: 'cc-by-4.0',
        },
      ],
      descriptions: [
        { description: 'Abstract of the preprint.', descriptionType: 'Abstract' },
        { description: '7 pages', descriptionType: 'Other' },
      ],
      contentUrl: null,
      url: 'https://arxiv.org/abs/2101.00001',
      relatedIdentifiers: [],
      state: 'findable',
    },
  },
}

export const cslItem = {
  type: 'article-journal',
  title: 'Come la risoluzione risponde',
  'container-title': 'Rivista delle risposte',
  publisher: 'Casa editrice',
  language: 'it',
  ISSN: '0392-2839',
  volume: 12,
  issue: '3',
  page: '45-67',
  author: [{ family: 'Carberry', given: 'Josiah' }, { literal: 'Gruppo di lavoro' }],
  issued: { 'date-parts': [['2014', '3']] },
  DOI: '10.1430/recorded',
}

export const openAlexWork = {
  id: 'https://openalex.org/W2741809807',
  doi: 'https://doi.org/10.5555/recorded.4375',
  ids: {
    openalex: 'https://openalex.org/W2741809807',
    pmid: 'https://pubmed.ncbi.nlm.nih.gov/29456894',
    pmcid: 'https://www.ncbi.nlm.nih.gov/pmc/articles/5815332',
  },
  title: 'The state of open records & copies',
  publication_date: '2018-02-13',
  publication_year: 2018,
  language: 'en',
  type: 'article',
  primary_location: {
    is_oa: true,
    landing_page_url: 'https://doi.org/10.5555/recorded.4375',
    pdf_url: 'https://files.lyceum-tests.org/4375.pdf',
    license: 'cc-by',
    version: 'publishedVersion',
    source: {
      id: 'https://openalex.org/S1983995261',
      display_name: 'Journal of Recorded Answers',
      issn_l: '2167-8359',
      issn: ['2167-8359'],
      type: 'journal',
      is_in_doaj: true,
    },
  },
  best_oa_location: {
    is_oa: true,
    landing_page_url: 'https://doi.org/10.5555/recorded.4375',
    pdf_url: 'https://files.lyceum-tests.org/4375.pdf',
    license: 'cc-by',
    version: 'publishedVersion',
    source: { display_name: 'Journal of Recorded Answers', issn_l: '2167-8359', issn: null, type: 'journal' },
  },
  locations: [
    {
      is_oa: true,
      landing_page_url: 'https://repository.lyceum-tests.org/1',
      pdf_url: 'https://repository.lyceum-tests.org/1.pdf',
      license: null,
      version: 'acceptedVersion',
      source: { display_name: 'A repository', issn_l: null, issn: null, type: 'repository' },
    },
    {
      is_oa: false,
      landing_page_url: 'https://closed.lyceum-tests.org',
      pdf_url: 'https://closed.lyceum-tests.org/1.pdf',
    },
    { is_oa: true, landing_page_url: 'https://repository.lyceum-tests.org/2', pdf_url: null, source: null },
  ],
  open_access: { is_oa: true, oa_status: 'gold', oa_url: 'https://files.lyceum-tests.org/4375.pdf' },
  authorships: [
    {
      author_position: 'first',
      author: { display_name: 'Josiah Carberry', orcid: 'https://orcid.org/0000-0002-1825-0097' },
      raw_author_name: 'J. Carberry',
    },
  ],
  biblio: { volume: '6', issue: null, first_page: 'e4375', last_page: 'e4375' },
  is_retracted: false,
  abstract_inverted_index: { Despite: [0], growing: [1], interest: [2, 4], in: [3] },
}

export const semanticScholarPaper = {
  paperId: '204e3073870fae3d05bcbc2f6a8e263d9b72e776',
  externalIds: { DOI: '10.5555/RECORDED.4375', PubMed: '29456894', PubMedCentral: '5815332', CorpusId: 3_475_201 },
  title: 'The state of open records & copies',
  year: 2018,
  publicationDate: '2018-02-13',
  journal: { name: 'Journal of Recorded Answers', volume: ' 6 ', pages: null },
  publicationTypes: ['JournalArticle', 'Review'],
  isOpenAccess: true,
  openAccessPdf: { url: '', status: 'GOLD', license: 'CCBY', disclaimer: 'Notice: …' },
  abstract: 'Despite growing interest.',
  authors: [{ authorId: '1', name: 'Josiah Carberry' }],
}

export const unpaywallRecord = {
  doi: '10.5555/recorded.4375',
  is_oa: true,
  oa_status: 'green',
  genre: 'journal-article',
  is_paratext: false,
  title: 'The state of open records &amp; copies',
  journal_name: 'Journal of Recorded Answers',
  journal_issns: '2167-8359',
  journal_issn_l: '2167-8359',
  published_date: '2018-02-13',
  year: 2018,
  publisher: 'Recorded Press',
  has_repository_copy: true,
  best_oa_location: {
    url: 'https://repository.lyceum-tests.org/1.pdf',
    url_for_pdf: 'https://repository.lyceum-tests.org/1.pdf',
    url_for_landing_page: 'https://repository.lyceum-tests.org/1',
    host_type: 'repository',
    version: 'acceptedVersion',
    license: 'implied-oa',
    evidence: 'oa repository (via OAI-PMH doi match)',
    is_best: true,
  },
  first_oa_location: null,
  oa_locations: [
    {
      url: 'https://www.ncbi.nlm.nih.gov/pmc/articles/PMC5815332',
      url_for_pdf: null,
      url_for_landing_page: 'https://www.ncbi.nlm.nih.gov/pmc/articles/PMC5815332',
      host_type: 'repository',
      version: 'publishedVersion',
      license: 'cc-by',
    },
    {
      url: 'https://preprints.lyceum-tests.org/7.pdf',
      url_for_pdf: 'https://preprints.lyceum-tests.org/7.pdf',
      url_for_landing_page: null,
      host_type: 'repository',
      version: 'submittedVersion',
      license: 'cc-by-nc',
    },
  ],
  oa_locations_embargoed: [],
  z_authors: [{ given: 'Josiah', family: 'Carberry' }],
}

const europePmcResult = {
  id: '29456894',
  source: 'MED',
  pmid: '29456894',
  pmcid: 'PMC5815332',
  doi: '10.5555/recorded.4375',
  title: 'The state of open records & copies.',
  authorString: 'Carberry J, Recorded Collaboration.',
  authorList: {
    author: [
      { fullName: 'Carberry J', firstName: 'Josiah', lastName: 'Carberry', initials: 'J' },
      { collectiveName: 'Recorded Collaboration' },
    ],
  },
  journalInfo: {
    volume: '6',
    yearOfPublication: 2018,
    journal: { title: 'Journal of Recorded Answers', essn: '2167-8359' },
  },
  pubYear: '2018',
  pageInfo: 'e4375',
  abstractText: '<h4>Background</h4>Despite growing interest.',
  language: 'eng',
  pubTypeList: { pubType: ['research-article', 'Journal Article'] },
  fullTextUrlList: {
    fullTextUrl: [
      {
        availability: 'Open access',
        availabilityCode: 'OA',
        documentStyle: 'pdf',
        site: 'Europe_PMC',
        url: 'https://europepmc.org/articles/PMC5815332?pdf=render',
      },
      {
        availability: 'Free',
        availabilityCode: 'F',
        documentStyle: 'pdf',
        site: 'Publisher',
        url: 'https://files.lyceum-tests.org/free.pdf',
      },
      {
        availabilityCode: 'OA',
        documentStyle: 'html',
        site: 'Europe_PMC',
        url: 'https://europepmc.org/articles/PMC5815332',
      },
    ],
  },
  isOpenAccess: 'Y',
  inEPMC: 'Y',
  inPMC: 'N',
  hasPDF: 'Y',
  license: 'cc by',
  firstPublicationDate: '2018-02-13',
}

export const europePmcAnswer = {
  version: '6.9',
  hitCount: 2,
  nextCursorMark: 'AoIIQMXhWCg',
  request: { queryString: '' },
  resultList: {
    result: [{ ...europePmcResult, id: '1', pmid: '1', doi: '10.5555/another', pmcid: 'PMC1' }, europePmcResult],
  },
}

export const arxivFeed = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?id_list=2101.00001" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: id_list=2101.00001</title>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:totalResults>
  <entry>
    <id>http://arxiv.org/abs/2101.00001v3</id>
    <updated>2022-05-01T00:00:00Z</updated>
    <published>2021-01-01T00:00:01Z</published>
    <title>A recorded
  preprint &amp; its title</title>
    <summary>  Abstract of
the preprint.
</summary>
    <author><name>Josiah Carberry</name></author>
    <author><name>The Recorded Collaboration</name></author>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.5555/recorded.4375</arxiv:doi>
    <link href="http://arxiv.org/abs/2101.00001v3" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/2101.00001v3" rel="related" type="application/pdf"/>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.DL"/>
  </entry>
</feed>`

export const arxivMistake = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><entry>
  <id>http://arxiv.org/api/errors#incorrect_id_format_for_1234.1</id>
  <title>Error</title><summary>incorrect id format for 1234.1</summary>
</entry></feed>`

export const pmcListing = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>pmc-oa-opendata</Name>
<Prefix>PMC5815332.</Prefix><Delimiter>/</Delimiter><KeyCount>2</KeyCount><IsTruncated>false</IsTruncated>
<CommonPrefixes><Prefix>PMC5815332.1/</Prefix></CommonPrefixes>
<CommonPrefixes><Prefix>PMC5815332.2/</Prefix></CommonPrefixes></ListBucketResult>`

export const pmcArticle = {
  pmcid: 'PMC5815332',
  version: 1,
  pmid: 29_456_894,
  doi: '10.5555/recorded.4375',
  title: 'The state of open records & copies',
  citation: 'J Rec Answers. 2018; 6:e4375',
  is_pmc_openaccess: true,
  is_manuscript: false,
  is_historical_ocr: false,
  is_retracted: false,
  license_code: 'CC BY',
  xml_url: 's3://pmc-oa-opendata/PMC5815332.1/PMC5815332.1.xml?md5=0cc175b9c0f1b6a831c399e269772661',
  text_url: 's3://pmc-oa-opendata/PMC5815332.1/PMC5815332.1.txt?md5=92eb5ffee6ae2fec3ad71c777531578f',
  pdf_url: 's3://pmc-oa-opendata/PMC5815332.1/PMC5815332.1.pdf?md5=4a8a08f09d37b73795649038408b5f33',
  media_urls: [],
}

export const pmcIdTable = {
  status: 'ok',
  'response-date': '2026-03-10 05:00:00',
  request: { ids: ['PMC5815332'], format: 'json' },
  records: [{ pmcid: 'PMC5815332', pmid: 29_456_894, doi: '10.5555/recorded.4375', 'requested-id': 'PMC5815332' }],
}

export const landing = `<!DOCTYPE html><html><head>
<META NAME="citation_title" CONTENT="The state of open records &amp; copies">
<meta name="citation_doi" content="10.5555/recorded.4375">
<meta name="citation_journal_title" content="Journal of Recorded Answers">
<meta name="citation_issn" content="2167-8359"><meta name="citation_language" content="en">
<meta name="citation_publication_date" content="2018/02/13">
<meta name="citation_author" content="Josiah Carberry">
<meta name="citation_pdf_url" content="https://cdn.other-tests.org/4375.pdf">
<meta content="/files/4375.pdf" name="citation_pdf_url" />
<meta name="citation_xml_url" content="/files/4375.xml">
<link rel="alternate" type="application/pdf" href="4375-print.pdf">
<link rel="license" href="https://creativecommons.org/licenses/by-nc/4.0/">
<script type="application/ld+json">{"@type":"ScholarlyArticle","encoding":{"contentUrl":"/files/4375-data.pdf"}}</script>
<script type="application/ld+json">{ broken</script>
</head><body><meta name="citation_pdf_url" content="/in-the-body.pdf"><p>login</p></body></html>`
