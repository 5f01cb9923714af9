import { z } from 'zod'
import { defineAdminTable, idColumn, personColumn, timeColumn } from '../../admin/tables/declaring.ts'
import { languages } from '../../web/languages.ts'
import { themes } from '../../web/theme.ts'
import { countries } from '../countries.ts'
import { isOrcid } from '../orcid.ts'
import { roles } from '../person.ts'
import { line } from '../schemas.ts'

const optionalLine = (longest: number) => line(longest).nullable()

const zone = z.string().refine((name) => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC', {
  message: 'This is no time zone, such as Europe/Berlin.',
})

const people = defineAdminTable({
  name: 'accounts_people',
  title: 'People',
  icon: 'people',
  about: 'Everyone who has an account.',
  label: ({ name, email }) => `${name} (${email})`,
  target: ({ id }) => `accounts/person/${id}`,
  page: ({ id }) => `/admin/people/${id}`,
  columns: [
    idColumn,
    { name: 'name', title: 'Name', type: 'text', edit: line(200), isSortable: true },
    { name: 'email', title: 'E-mail address', type: 'text', isSortable: true },
    { name: 'role', title: 'Role', type: 'choice', choices: roles },
    { name: 'title', title: 'Title', type: 'text', edit: optionalLine(60), isHidden: true },
    { name: 'affiliation', title: 'Affiliation', type: 'text', edit: optionalLine(200) },
    { name: 'country', title: 'Country', type: 'choice', choices: countries, edit: z.enum(countries).nullable() },
    {
      name: 'orcid',
      title: 'ORCID iD',
      type: 'text',
      edit: z.string().refine(isOrcid, 'This is no ORCID iD: its check digit is wrong.').nullable(),
    },
    { name: 'language', title: 'Language', type: 'choice', choices: languages, edit: z.enum(languages).nullable() },
    { name: 'timezone', title: 'Time zone', type: 'text', edit: zone.nullable(), isHidden: true },
    {
      name: 'theme',
      title: 'Colours',
      type: 'choice',
      choices: themes,
      edit: z.enum(themes).nullable(),
      isHidden: true,
    },
    { name: 'image', title: 'Picture', type: 'text', isHidden: true },
    { name: 'email_verified', title: 'Address confirmed', type: 'yes-no' },
    timeColumn('disabled_at', 'Locked out'),
    { name: 'disabled_by', title: 'Locked out by', type: 'code', isHidden: true },
    timeColumn('leaves_at', 'Leaves', { isHidden: true }),
    timeColumn('created_at', 'Since', { isSortable: true }),
    timeColumn('updated_at', 'Changed', { isHidden: true }),
  ],
  search: [
    { column: 'id', how: 'is' },
    { column: 'name', how: 'contains' },
    { column: 'email', how: 'contains' },
  ],
  followers: (_changes, now) => ({ updated_at: now }),
  closed: {
    create: 'Accounts are made under People, with a password and a letter.',
    remove: 'People are locked out under People; who wants to go deletes the account under My account.',
  },
})

const sessions = defineAdminTable({
  name: 'accounts_sessions',
  title: 'Sessions',
  icon: 'window-desktop',
  about: 'A browser in which somebody is signed in.',
  columns: [
    idColumn,
    { name: 'token', title: 'Token', type: 'secret' },
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    timeColumn('created_at', 'Signed in'),
    timeColumn('updated_at', 'Last seen'),
    timeColumn('expires_at', 'Ends unless used'),
    timeColumn('ends_at', 'Ends in any case', { isHidden: true }),
    { name: 'ip_address', title: 'Address', type: 'code' },
    { name: 'user_agent', title: 'Browser', type: 'text', isHidden: true },
  ],
  search: [{ column: 'id', how: 'is' }],
  closed: {
    create: 'A session begins when somebody signs in.',
    edit: 'What a session says is proof of who signed in when, and is changed by nobody.',
  },
  consequences: ['The browser is signed out at once.'],
})

const credentials = defineAdminTable({
  name: 'accounts_credentials',
  title: 'Ways to sign in',
  icon: 'key',
  about: 'A password, or an account elsewhere, by which a person proves who they are.',
  columns: [
    idColumn,
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'provider_id', title: 'Kind', type: 'text' },
    { name: 'account_id', title: 'Account there', type: 'code', isHidden: true },
    { name: 'password', title: 'Password', type: 'secret' },
    timeColumn('created_at', 'Made'),
    timeColumn('updated_at', 'Changed'),
  ],
  closed: {
    create: 'Passwords are set by their owners, by a link that the house sends.',
    edit: 'Passwords are set by their owners, by a link that the house sends.',
    remove: 'Passwords are set by their owners, by a link that the house sends.',
  },
})

const tokens = defineAdminTable({
  name: 'accounts_tokens',
  title: 'API tokens',
  icon: 'braces',
  about: 'A word by which a program speaks for a person.',
  label: ({ name }) => String(name),
  columns: [
    idColumn,
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'name', title: 'Name', type: 'text', edit: line(100) },
    { name: 'token', title: 'Token', type: 'secret' },
    { name: 'start', title: 'Begins with', type: 'code' },
    { name: 'scope', title: 'May', type: 'choice', choices: ['all', 'read'] },
    { name: 'areas_json', title: 'Areas', type: 'json' },
    timeColumn('created_at', 'Made'),
    timeColumn('expires_at', 'Ends'),
    timeColumn('last_used_at', 'Last used'),
  ],
  search: [
    { column: 'id', how: 'is' },
    { column: 'name', how: 'contains' },
  ],
  closed: { create: 'A token is made by its owner, who alone sees it once.' },
  consequences: ['Programs that use it are refused at once.'],
})

const attempts = defineAdminTable({
  name: 'accounts_attempts',
  title: 'Tries to sign in',
  icon: 'hand-index',
  about: 'What the limits on guessing count, kept as long as they look back.',
  columns: [idColumn, { name: 'bucket', title: 'Counted under', type: 'code' }, timeColumn('at', 'When')],
  search: [{ column: 'bucket', how: 'contains' }],
  closed: {
    create: 'The house counts by itself.',
    edit: 'The house counts by itself.',
  },
  consequences: ['One more try is allowed: this is how somebody is let in who mistyped too often.'],
})

const oneTimeLinks = defineAdminTable({
  name: 'accounts_links',
  title: 'Links that work once',
  icon: 'link-45deg',
  about: 'A link that was sent and not yet followed: for a new password, an address, a first administrator.',
  label: ({ purpose }) => String(purpose),
  columns: [
    idColumn,
    { name: 'purpose', title: 'For', type: 'text' },
    { name: 'token', title: 'Token', type: 'secret' },
    { name: 'subject', title: 'Of whom', type: 'code' },
    { name: 'value', title: 'Value', type: 'secret' },
    timeColumn('expires_at', 'Ends'),
    timeColumn('created_at', 'Made'),
    timeColumn('updated_at', 'Changed', { isHidden: true }),
  ],
  closed: {
    create: 'The house makes them when it writes the letter.',
    edit: 'The house makes them when it writes the letter.',
  },
  consequences: ['The link in the letter no longer works.'],
})

export const personTables = [people, sessions, credentials, tokens, attempts, oneTimeLinks]
