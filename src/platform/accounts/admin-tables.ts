import { z } from 'zod'
import { defineAdminTable, idColumn, personColumn, timeColumn } from '../admin/tables/declaring.ts'
import { languages } from '../web/languages.ts'
import { themes } from '../web/theme.ts'
import { countries } from './countries.ts'
import { isOrcid } from './orcid.ts'
import { roles } from './person.ts'
import { line } from './schemas.ts'

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

const registrations = defineAdminTable({
  name: 'accounts_registrations',
  title: 'Registrations',
  icon: 'person-plus',
  about: 'Somebody who wants an account, and has not confirmed the address or waits for a decision.',
  label: ({ name, email }) => `${name} (${email})`,
  columns: [
    idColumn,
    { name: 'email', title: 'E-mail address', type: 'text' },
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'title', title: 'Title', type: 'text', isHidden: true },
    { name: 'affiliation', title: 'Affiliation', type: 'text' },
    { name: 'country', title: 'Country', type: 'text', isHidden: true },
    { name: 'language', title: 'Language', type: 'text', isHidden: true },
    { name: 'password', title: 'Password', type: 'secret' },
    { name: 'role', title: 'Role', type: 'choice', choices: roles, isHidden: true },
    { name: 'state', title: 'State', type: 'choice', choices: ['sending', 'waiting', 'confirming', 'refused'] },
    { name: 'domain', title: 'Domain', type: 'code' },
    { name: 'proof', title: 'Page that shows where they work', type: 'text', isHidden: true },
    { name: 'reason', title: 'Reason', type: 'long-text' },
    { name: 'voucher_email', title: 'Known by', type: 'text', isHidden: true },
    { name: 'decided_by', title: 'Decided by', type: 'code', isHidden: true },
    { name: 'decision', title: 'Decision', type: 'long-text' },
    timeColumn('created_at', 'Asked on'),
    timeColumn('updated_at', 'Changed', { isHidden: true }),
  ],
  search: [
    { column: 'email', how: 'contains' },
    { column: 'name', how: 'contains' },
  ],
  closed: {
    create: 'Registrations come from the page for it, and are decided under Registrations.',
    edit: 'Registrations come from the page for it, and are decided under Registrations.',
  },
  consequences: ['Nobody is told. They can register again.'],
})

const invitations = defineAdminTable({
  name: 'accounts_invitations',
  title: 'Invitations',
  icon: 'envelope-heart',
  about: 'Somebody was asked in by mail.',
  label: ({ email }) => String(email),
  columns: [
    idColumn,
    { name: 'email', title: 'E-mail address', type: 'text' },
    { name: 'role', title: 'Role', type: 'choice', choices: roles },
    { name: 'token', title: 'Token', type: 'secret' },
    { name: 'message', title: 'Words with it', type: 'long-text' },
    personColumn('invited_by', 'Invited by'),
    timeColumn('created_at', 'Sent'),
    timeColumn('expires_at', 'Ends'),
    timeColumn('used_at', 'Used'),
  ],
  search: [{ column: 'email', how: 'contains' }],
  closed: {
    create: 'Invitations are sent under People: a row alone sends no letter.',
    edit: 'Invitations are sent under People: a row alone sends no letter.',
  },
  consequences: ['The link in the letter no longer works.'],
})

const domainLists = defineAdminTable({
  name: 'accounts_domain_lists',
  title: 'Lists of institutions',
  icon: 'card-list',
  about: 'A published list of academic domains, with its licence.',
  label: ({ name }) => String(name),
  columns: [
    idColumn,
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'licence', title: 'Licence', type: 'text' },
    { name: 'address', title: 'Where it comes from', type: 'text' },
    { name: 'domain_count', title: 'Domains', type: 'number' },
    timeColumn('imported_at', 'Imported'),
    personColumn('imported_by', 'Imported by'),
  ],
  closed: {
    create: 'Lists are imported whole, with their licence, under Domains or by “lyceum domains import”.',
    edit: 'Lists are imported whole, with their licence, under Domains or by “lyceum domains import”.',
  },
})

const domains = defineAdminTable({
  name: 'accounts_domains',
  title: 'Domains',
  icon: 'at',
  about: 'What is known of a domain and those below it: a rule of the house, or an entry of a list.',
  label: ({ domain }) => String(domain),
  columns: [
    idColumn,
    { name: 'domain', title: 'Domain', type: 'text' },
    { name: 'kind', title: 'Kind', type: 'choice', choices: ['allowed', 'blocked', 'listed'] },
    { name: 'institution', title: 'Institution', type: 'text', edit: optionalLine(200) },
    { name: 'country', title: 'Country', type: 'text', edit: z.enum(countries).nullable(), isHidden: true },
    { name: 'note', title: 'Remark', type: 'long-text', edit: z.string().max(2_000).nullable() },
    {
      name: 'list_id',
      title: 'List',
      type: 'code',
      refersTo: 'accounts_domain_lists',
      whenGone: 'goes-along',
    },
    timeColumn('added_at', 'Added'),
    personColumn('added_by', 'Added by', { isHidden: true }),
  ],
  search: [
    { column: 'domain', how: 'contains' },
    { column: 'institution', how: 'contains' },
  ],
  closed: { create: 'Rules are made under Domains, where the form of the domain is checked.' },
})

const byOwner = 'Second factors are set up and taken away by their owners, or reset under People.'

const factors = defineAdminTable({
  name: 'accounts_factors',
  title: 'Second factors',
  icon: 'phone',
  about: 'An app that shows codes, as the second proof of a person.',
  key: ['person_id'],
  columns: [
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'secret', title: 'Secret', type: 'secret' },
    timeColumn('created_at', 'Made'),
    timeColumn('confirmed_at', 'Confirmed'),
    { name: 'last_step', title: 'Last code', type: 'secret' },
  ],
  closed: { create: byOwner, edit: byOwner, remove: byOwner },
})

const recoveryCodes = defineAdminTable({
  name: 'accounts_recovery_codes',
  title: 'Recovery codes',
  icon: 'life-preserver',
  about: 'A code for the day on which the app is lost.',
  columns: [
    idColumn,
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'code', title: 'Code', type: 'secret' },
    timeColumn('created_at', 'Made'),
    timeColumn('used_at', 'Used'),
  ],
  closed: { create: byOwner, edit: byOwner, remove: byOwner },
})

const pending = defineAdminTable({
  name: 'accounts_pending',
  title: 'Begun and not finished',
  icon: 'hourglass-split',
  about: 'What somebody is in the middle of, such as signing in with a second factor.',
  label: ({ purpose }) => String(purpose),
  columns: [
    idColumn,
    { name: 'purpose', title: 'For', type: 'text' },
    { name: 'token', title: 'Token', type: 'secret' },
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'value_json', title: 'Value', type: 'secret' },
    timeColumn('created_at', 'Made'),
    timeColumn('expires_at', 'Ends'),
  ],
  closed: { create: 'The house makes them by itself.', edit: 'The house makes them by itself.' },
  consequences: ['They have to begin again.'],
})

const passkeys = defineAdminTable({
  name: 'accounts_passkeys',
  title: 'Passkeys',
  icon: 'fingerprint',
  about: 'A key on a device of somebody, by which they sign in.',
  label: ({ name }) => String(name),
  columns: [
    idColumn,
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'name', title: 'Name', type: 'text', isHidden: true },
    { name: 'credential_id', title: 'Key id', type: 'secret' },
    { name: 'public_key', title: 'Key', type: 'secret' },
    { name: 'counter', title: 'Times used', type: 'number', isHidden: true },
    { name: 'transports_json', title: 'Reached by', type: 'json' },
    { name: 'is_synced', title: 'On all devices', type: 'yes-no' },
    timeColumn('created_at', 'Made'),
    timeColumn('last_used_at', 'Last used'),
  ],
  closed: { create: 'Passkeys are made by their owners.', edit: 'Passkeys are made by their owners.' },
  consequences: ['Nobody signs in with it any more.'],
})

const byGroups = 'Groups are made, changed and filled under Groups, which keeps what they allow in step.'

const groups = defineAdminTable({
  name: 'accounts_groups',
  title: 'Groups',
  icon: 'people-fill',
  about: 'People who do something together.',
  label: ({ name }) => String(name),
  page: ({ id }) => `/groups/${id}`,
  columns: [
    idColumn,
    { name: 'name', title: 'Name', type: 'text', isHidden: true },
    { name: 'description', title: 'Description', type: 'text' },
    { name: 'version', title: 'Version', type: 'number', isHidden: true },
    timeColumn('created_at', 'Made'),
    personColumn('created_by', 'Made by', { isHidden: true }),
    timeColumn('updated_at', 'Changed', { isHidden: true }),
  ],
  search: [{ column: 'name', how: 'contains' }],
  closed: { create: byGroups, edit: byGroups, remove: byGroups },
})

const groupColumn = {
  name: 'group_id',
  title: 'Group',
  type: 'code',
  refersTo: 'accounts_groups',
  whenGone: 'goes-along',
} as const

const members = defineAdminTable({
  name: 'accounts_group_members',
  title: 'Members of groups',
  icon: 'person-check',
  about: 'Somebody is in a group.',
  key: ['group_id', 'person_id'],
  columns: [
    groupColumn,
    personColumn('person_id', 'Person', { whenGone: 'goes-along' }),
    { name: 'is_manager', title: 'Manages it', type: 'yes-no' },
    timeColumn('added_at', 'Added'),
    personColumn('added_by', 'Added by', { isHidden: true }),
  ],
  closed: { create: byGroups, edit: byGroups, remove: byGroups },
})

const grants = defineAdminTable({
  name: 'accounts_group_grants',
  title: 'What groups allow',
  icon: 'unlock',
  about: 'Something that every member of a group may do, whatever their role.',
  key: ['group_id', 'permission'],
  columns: [groupColumn, { name: 'permission', title: 'Permission', type: 'code' }],
  closed: { create: byGroups, edit: byGroups, remove: byGroups },
})

const byProviders = 'Sign-in services are set up on their own page, where they are asked whether they answer.'

const providers = defineAdminTable({
  name: 'accounts_providers',
  title: 'Sign-in services',
  icon: 'box-arrow-in-right',
  about: 'A service of OpenID Connect, by which people sign in.',
  label: ({ name }) => String(name),
  page: ({ id }) => `/admin/providers/${id}`,
  columns: [
    idColumn,
    { name: 'slug', title: 'In the address', type: 'code' },
    { name: 'name', title: 'Name', type: 'text', isHidden: true },
    { name: 'issuer', title: 'Issuer', type: 'text' },
    { name: 'client_id', title: 'Client id', type: 'code', isHidden: true },
    { name: 'client_secret', title: 'Secret', type: 'secret' },
    { name: 'scope', title: 'Asks for', type: 'code', isHidden: true },
    { name: 'is_email_trusted', title: 'Addresses are trusted', type: 'yes-no' },
    timeColumn('enabled_at', 'Open since'),
    { name: 'version', title: 'Version', type: 'number', isHidden: true },
    timeColumn('created_at', 'Made', { isHidden: true }),
    timeColumn('updated_at', 'Changed', { isHidden: true }),
  ],
  closed: { create: byProviders, edit: byProviders, remove: byProviders },
})

export const adminTables = [
  people,
  sessions,
  credentials,
  tokens,
  attempts,
  oneTimeLinks,
  registrations,
  invitations,
  domainLists,
  domains,
  factors,
  recoveryCodes,
  pending,
  passkeys,
  groups,
  members,
  grants,
  providers,
]
