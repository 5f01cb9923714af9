import type { FirstStep, Tour } from '../../platform/notices/tours.ts'
import { links } from './links.ts'

/** Short walks over the main pages of papers. */
export const tours: readonly Tour[] = [
  {
    name: 'papers.dashboard',
    path: links.dashboard(),
    version: 1,
    steps: [
      {
        element: '#collector-state',
        title: 'The collector',
        text: 'It fetches details and open full texts, a few papers at a time. Here it is started, paused and stopped.',
      },
      {
        element: '#papers-now',
        title: 'Right now',
        text: 'How many papers there are, and what happens to them today.',
      },
    ],
  },
  {
    name: 'papers.list',
    path: links.list(),
    version: 1,
    steps: [
      {
        element: '.search-box',
        title: 'Search',
        text: 'Words of title, author or journal, or a whole DOI. The list follows while you type.',
      },
      {
        element: '.table-search details',
        title: 'Filters',
        text: 'Each one you choose stands below as a chip, and in the address: send it to a colleague, and they see the same.',
      },
      {
        element: '.table-actions',
        title: 'Many at once',
        text: 'Tick papers and do one thing to all of them, choose the columns, or take the list home as a file.',
      },
      { element: '.table-part tbody', title: 'The papers', text: 'Press a title to see everything about a paper.' },
    ],
  },
  {
    name: 'papers.upload',
    path: links.upload(),
    version: 1,
    steps: [
      {
        element: '#upload-form',
        title: 'A list',
        text: 'CSV as Scopus, Web of Science, PubMed and others write it. Nothing changes before you have seen what the list holds.',
      },
      {
        element: '#recent-lists',
        title: 'Lists so far',
        text: 'Each list with what came of it. One that was a mistake can be taken back.',
      },
    ],
  },
  {
    name: 'papers.schedule',
    path: links.schedule(),
    version: 1,
    steps: [
      {
        element: '.schedule-head',
        title: 'How many a day',
        text: 'Publishers are asked politely: this many papers a day, and no more.',
      },
      {
        element: '.schedule-editor',
        title: 'When',
        text: 'Draw how the day is spread over the hours; with the keyboard, arrows change an hour.',
      },
      {
        element: '#forecast',
        title: 'What it will do',
        text: 'The plan that comes of it, before you save it.',
      },
    ],
  },
  {
    name: 'papers.collector',
    path: links.collector(),
    version: 1,
    steps: [
      {
        element: '#collector-state',
        title: 'Start, pause, stop',
        text: 'Stopping puts every paper back as it was. A reason is kept in the log.',
      },
      {
        element: '#contact',
        title: 'Contact',
        text: 'Publishers are told whom they may write to. Without it nothing starts.',
      },
      {
        element: '#emergency',
        title: 'Emergency stop',
        text: 'Ends everything at once, downloads included.',
      },
    ],
  },
  {
    name: 'papers.manual',
    path: links.manual(),
    version: 1,
    steps: [
      {
        element: 'h1',
        title: 'For a person',
        text: 'Papers that a site gives to people alone. Open the page, save the file, and add it here; the next one follows.',
      },
    ],
  },
  {
    name: 'papers.duplicates',
    path: links.duplicates(),
    version: 1,
    steps: [
      {
        element: 'h1',
        title: 'Likely duplicates',
        text: 'Pairs that may be one paper. You decide; a merge keeps everything of both, and can be undone.',
      },
      {
        element: '.page-head-actions',
        title: 'Look again',
        text: 'The house looks each night; after a large import you need not wait.',
      },
    ],
  },
  {
    name: 'papers.log',
    path: links.log(),
    version: 1,
    steps: [
      {
        element: '.search-box',
        title: 'Find an entry',
        text: 'By its words, its outcome, days, a paper, a host or a source.',
      },
      {
        element: '.table-actions',
        title: 'Follow it',
        text: 'New entries come by themselves until you hold still; what is shown goes into a file.',
      },
    ],
  },
  {
    name: 'papers.statistics',
    path: links.stats(),
    version: 1,
    steps: [
      {
        element: 'section.chart',
        title: 'Charts',
        text: 'Each has its numbers as a table below, and can be taken home.',
      },
    ],
  },
]

/** What somebody does first with papers. */
export const firstSteps: readonly FirstStep[] = [
  {
    name: 'papers.upload',
    title: 'Upload a list of papers',
    text: 'Or try the sample list of the page Papers, and take it back afterwards.',
    href: links.upload(),
    permission: 'papers.import',
    isDone: async ({ db }) => (await import('./queries/papers.ts')).hasPapers(db),
  },
  {
    name: 'papers.contact',
    title: 'Say whom publishers may write to',
    text: 'Without an address the collector asks nobody for anything.',
    href: links.collector(),
    permission: 'papers.operate',
    isDone: async (platform) => (await (await import('./contact.ts')).findContact(platform, platform.db)) !== null,
  },
]
