import type { FirstStep, Tour } from '../notices/tours.ts'
import { links } from './links.ts'

/** Short walks over the pages of those who run the house. */
export const tours: readonly Tour[] = [
  {
    name: 'house.overview',
    path: '/',
    version: 1,
    steps: [
      {
        element: '.side-bar',
        title: 'The side bar',
        text: 'Each app has its pages here; below stand those about the house.',
      },
      { element: '.bell-place', title: 'The bell', text: 'It tells when something that you asked for is done.' },
      {
        element: '.side-bar-foot',
        title: 'Help, account, colours, language',
        text: 'Main pages have a tour of their own: “Show me around” starts it again at any time.',
      },
    ],
  },
  {
    name: 'admin.jobs',
    path: links.jobs(),
    version: 1,
    steps: [
      { element: '.figures', title: 'How things stand', text: 'Press a number to see those jobs alone.' },
      {
        element: '#jobs-together',
        title: 'Several at once',
        text: 'Tick jobs, and try them again, cancel them, or mark failures as handled so that they no longer count.',
      },
      {
        element: '#kinds-of-work',
        title: 'Kinds of work',
        text: 'A kind that is held back waits, and nothing of it is lost.',
      },
    ],
  },
  {
    name: 'admin.people',
    path: links.people(),
    version: 1,
    steps: [
      {
        element: '#table-people',
        title: 'People',
        text: 'Press a name to change a role, to help with signing in, or to lock somebody out.',
      },
    ],
  },
  {
    name: 'admin.tables',
    path: links.tables(),
    version: 1,
    steps: [
      {
        element: '.cards',
        title: 'Everything that is kept',
        text: 'Each table can be searched, filtered and taken home. What may be edited has a button; what may not says why.',
      },
    ],
  },
  {
    name: 'admin.system',
    path: links.system(),
    version: 1,
    steps: [
      {
        element: '.table-part',
        title: 'Checks',
        text: 'The same as “lyceum doctor”: what fails stands first, with its cause and what to do about it.',
      },
    ],
  },
]

/** What the first administrator does. */
export const firstSteps: readonly FirstStep[] = [
  {
    name: 'admin.mail',
    title: 'Set a mail server',
    text: 'Until LYCEUM_SMTP_URL is set, letters are kept in the house and can be read under Mail.',
    href: links.mail(),
    permission: 'house.administer',
    isDone: async ({ config }) => config.smtpUrl !== undefined,
  },
  {
    name: 'admin.people',
    title: 'Ask your colleagues in',
    text: 'Make accounts, send invitations, or say who may register by themselves.',
    href: links.people(),
    permission: 'house.administer',
    isDone: async ({ db }) => {
      const { countPeople } = await import('./queries/people.ts')
      return (await countPeople(db, { q: '', roles: [], states: [] })) > 1
    },
  },
]
