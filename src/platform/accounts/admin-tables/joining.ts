import { z } from 'zod'
import { defineAdminTable, idColumn, personColumn, timeColumn } from '../../admin/tables/declaring.ts'
import { countries } from '../countries.ts'
import { roles } from '../person.ts'
import { line } from '../schemas.ts'

const optionalLine = (longest: number) => line(longest).nullable()

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

export const joiningTables = [registrations, invitations, domainLists, domains]
