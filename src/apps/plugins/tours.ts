import type { Tour } from '../../platform/notices/tours.ts'
import { links } from './links.ts'

/** Short walks over the main pages of plugins. */
export const tours: readonly Tour[] = [
  {
    name: 'plugins.list',
    path: links.plugins(),
    version: 1,
    steps: [
      {
        element: '.plugin-search',
        title: 'Find a plugin',
        text: 'By a word of its name or description, by what it is for, or by a tag.',
      },
      {
        element: 'h2',
        title: 'What for',
        text: 'Plugins stand by what they do: bring data in, work on them, look at them. Press one, and its form opens.',
      },
      {
        element: '.page-head-actions',
        title: 'Runs, and other runners',
        text: 'What you ran stands under My runs, with its results. Plugins of other runners join this list.',
      },
    ],
  },
  {
    name: 'plugins.runs',
    path: links.tasks(),
    version: 1,
    steps: [
      {
        element: 'h1',
        title: 'Your runs',
        text: 'Each keeps its settings, its log and its results. It goes on while you are away; the bell tells when it has ended.',
      },
      {
        element: '.page-head-actions',
        title: 'Another one',
        text: 'From a run you can start the same again with other settings, or give a result to the next plugin.',
      },
    ],
  },
  {
    name: 'plugins.installed',
    path: links.installed(),
    version: 1,
    steps: [
      {
        element: '.page-head-actions',
        title: 'New plugins',
        text: 'Install them with “lyceum plugins install”, from npm, Git or a folder, and have the house look for them here. Nothing that runs is interrupted.',
      },
      {
        element: 'main .panel',
        title: 'What is there',
        text: 'Each with its version, where it comes from and what it may do. One that could not be loaded says why.',
      },
    ],
  },
]
