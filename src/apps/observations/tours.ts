import type { Tour } from '../../platform/notices/tours.ts'
import { letterLinks } from './letters/links.ts'
import { links } from './links.ts'
import { rosterLinks } from './roster/links.ts'
import { searchLinks } from './search/links.ts'

/** Short walks over the main pages of the desk. */
export const tours: readonly Tour[] = [
  {
    name: 'observations.desk',
    path: links.index(),
    version: 1,
    steps: [
      {
        element: '#field-obsid',
        title: 'Open an observation',
        text: 'Its settings stand in one form. Change what should be otherwise; nothing is sent before you have seen what it would do.',
      },
      {
        element: '.cards',
        title: 'Everything else',
        text: 'Sign-off, approval, archives, letters and duty, and the pages of others that this work needs.',
      },
    ],
  },
  {
    name: 'observations.ocat',
    path: links.askObsid(),
    version: 1,
    steps: [
      {
        element: '#field-obsid',
        title: 'The Ocat data page',
        text: 'Give an obsid. What you ask for becomes a revision, which the teams sign; what you have typed is kept when the tab is lost.',
      },
    ],
  },
  {
    name: 'observations.ocat-form',
    path: `${links.askObsid()}/:obsid`,
    version: 1,
    steps: [
      {
        element: '#section-general',
        title: 'The settings',
        text: 'As the catalog has them. A mark beside a field leads to what it means.',
      },
      {
        element: '#ocat .form-buttons',
        title: 'What comes next',
        text: 'The next page shows every change, what to consider, and every letter, before anything is sent.',
      },
    ],
  },
  {
    name: 'observations.status',
    path: links.status(),
    version: 1,
    steps: [
      {
        element: '.desk-tabs',
        title: 'Queues',
        text: 'What waits for each team, and what is urgent. The numbers change by themselves.',
      },
      { element: '.desk-sort', title: 'Sort and narrow', text: 'By date, obsid or person; the address keeps it.' },
      {
        element: '#status',
        title: 'Signing',
        text: 'Each row is a revision, each column a team; USINT verifies last. A signature can be taken back for a while.',
      },
    ],
  },
  {
    name: 'observations.express',
    path: links.express(),
    version: 1,
    steps: [
      {
        element: '#field-obsids',
        title: 'Several at once',
        text: 'Observations that are ready as they are can be approved together. The next page says of each whether it can be.',
      },
    ],
  },
  {
    name: 'observations.search',
    path: searchLinks.search(),
    version: 1,
    steps: [
      {
        element: '#field-target',
        title: 'By name',
        text: 'A part of the name is enough; a place on the sky is looked up on request.',
      },
      {
        element: '.search-fields',
        title: 'By anything else',
        text: 'Numbers, people, a place and a radius. Everything that you fill in must hold.',
      },
    ],
  },
  {
    name: 'observations.roster',
    path: rosterLinks.roster(),
    version: 1,
    steps: [
      {
        element: '#roster',
        title: 'Weeks of duty',
        text: 'Take a free week, split it, hand it on. Whoever is next gets a letter.',
      },
      {
        element: '.page-head-actions',
        title: 'Take it along',
        text: 'The calendar file goes into your own calendar and follows each change.',
      },
    ],
  },
  {
    name: 'observations.letters',
    path: letterLinks.letters(),
    version: 1,
    steps: [
      {
        element: 'main form',
        title: 'The first letter',
        text: 'Name the observation and the kind of letter; the rest is filled in, and you see it before it is sent.',
      },
    ],
  },
]
