import { closedTable, defineAdminTable, idColumn, personColumn, timeColumn } from '../../admin/tables/declaring.ts'

const byOwner = 'Second factors are set up and taken away by their owners, or reset under People.'

const factors = closedTable(byOwner, {
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
})

const recoveryCodes = closedTable(byOwner, {
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

const byProviders = 'Sign-in services are set up on their own page, where they are asked whether they answer.'

const providers = closedTable(byProviders, {
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
})

export const signingInTables = [factors, recoveryCodes, pending, passkeys, providers]
