import { closedTable, idColumn, timeColumn } from '../admin/tables/declaring.ts'

export const adminTables = [
  closedTable('Letters are written by the house, and sent again or discarded under Mail.', {
    name: 'mail_outbox',
    title: 'Mail',
    icon: 'envelope',
    about: 'A letter that the house wrote.',
    label: ({ subject }) => String(subject),
    target: ({ id }) => `mail/${id}`,
    page: ({ id }) => `/admin/mail/${id}`,
    columns: [
      idColumn,
      { name: 'message_id', title: 'Message-ID', type: 'code', isHidden: true },
      { name: 'recipient', title: 'To', type: 'text' },
      { name: 'subject', title: 'Subject', type: 'text', isHidden: true },
      // A letter may hold a link that signs its reader in: it is read on its page, one at a time.
      { name: 'text', title: 'Text', type: 'secret' },
      { name: 'html', title: 'HTML', type: 'secret' },
      { name: 'kind', title: 'Kind', type: 'code' },
      { name: 'state', title: 'State', type: 'choice', choices: ['queued', 'sent', 'failed', 'kept'] },
      { name: 'attempt_count', title: 'Tries', type: 'number' },
      { name: 'last_error', title: 'Error', type: 'text', isHidden: true },
      timeColumn('created_at', 'Written'),
      timeColumn('sent_at', 'Sent'),
      { name: 'unsubscribe_url', title: 'Unsubscribes at', type: 'secret' },
      timeColumn('discarded_at', 'Discarded', { isHidden: true }),
      { name: 'request_id', title: 'Request', type: 'code', isHidden: true },
    ],
    search: [
      { column: 'recipient', how: 'contains' },
      { column: 'subject', how: 'contains' },
    ],
  }),
]
