import type { FirstStep, Tour } from '../../platform/notices/tours.ts'
import { links } from './links.ts'
import { hasStudies } from './queries/studies.ts'

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
]

export const firstSteps: readonly FirstStep[] = [
  {
    name: 'studies.first',
    title: 'Begin a study',
    text: 'Upload data, run an analysis on them, and find plots, tables and a text for the paper.',
    href: links.list(),
    permission: 'studies.edit',
    isDone: async ({ db }) => hasStudies(db),
  },
]
