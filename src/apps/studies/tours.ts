import type { FirstStep, Tour } from '../../platform/notices/tours.ts'
import { links } from './links.ts'

/** A short walk over the list of studies, for those who ask. */
export const tours: readonly Tour[] = [
  {
    name: 'studies.list',
    path: links.list(),
    version: 1,
    steps: [
      {
        element: '#new-study',
        title: 'Begin a study',
        text: 'It holds the data of one question. Each file is looked at before it is kept; what is wrong is said with its line.',
      },
      {
        element: '#quotas',
        title: 'What you may have',
        text: 'Studies, analyses and storage, said before they run short. Press one to see what takes the room, or to ask for more.',
      },
      {
        element: 'h1',
        title: 'Analyses',
        text: 'On the page of a study you choose an analysis. It runs while you are away: close the laptop, a letter comes when it has ended.',
      },
    ],
  },
  {
    name: 'studies.storage',
    path: links.storage(),
    version: 1,
    steps: [
      {
        element: '#quotas',
        title: 'What you have, and may have',
        text: 'The bin counts too; sample data do not.',
      },
      {
        element: 'main form',
        title: 'More of it',
        text: 'Say what you need and for what: an administrator answers.',
      },
    ],
  },
  {
    name: 'studies.study',
    path: '/studies/:id',
    version: 1,
    steps: [
      {
        element: '#study-files',
        title: 'Files',
        text: 'Drop files here. Each is looked at before it is kept: what is wrong is said with its line, what is odd is remarked.',
      },
      {
        element: '#analyse',
        title: 'Analyse',
        text: 'Choose an analysis and its settings. Several values of one setting make several analyses.',
      },
      {
        element: '#study-analyses',
        title: 'What was computed',
        text: 'States change here by themselves. Those that failed stay, and say why; press a name to see what came of it.',
      },
      {
        element: '#share',
        title: 'Share',
        text: 'With people, with one of your groups, or by a link that expires and may ask for a password.',
      },
      {
        element: '#study-notebook',
        title: 'Notebook',
        text: 'Text and formulas beside the data, with references to files and results that stay true.',
      },
    ],
  },
  {
    name: 'studies.results',
    path: '/studies/analyses/:id',
    version: 1,
    steps: [
      {
        element: '#verdict',
        title: 'The verdict',
        text: 'Whether the result can be trusted, in a sentence, and what to do where it cannot. The key numbers stand below, each with what it means.',
      },
      {
        element: '#plots',
        title: 'Plots',
        text: 'Such as the fit against the measured points. Zoom with the wheel, switch to a logarithm, take them along as SVG, PNG or CSV.',
      },
      {
        element: '#tables',
        title: 'Tables',
        text: 'Such as the weight of each model with its error. The file beside the name has all rows.',
      },
      {
        element: '#structures',
        title: 'Structures',
        text: 'Each is as opaque as its weight is large; the boxes beside it show and hide them.',
      },
      {
        element: '#how-it-was-made',
        title: 'How it was made',
        text: 'Files, settings and versions, a text for your paper, what to cite, and the same once more from a script.',
      },
    ],
  },
]

export const firstSteps: readonly FirstStep[] = [
  {
    name: 'studies.first',
    title: 'Begin a study',
    text: 'Upload data, run an analysis on them, and find plots, tables and a text for the paper.',
    href: links.list(),
    permission: 'studies.edit',
    isDone: async ({ db }) => (await import('./queries/studies.ts')).hasStudies(db),
  },
]
