import { z } from 'zod'
import { closedTable, defineAdminTable, idColumn, personColumn, timeColumn } from '../admin/tables/declaring.ts'

const byFiles = 'Files come with what they belong to, and go with it: a row alone would be a name without bytes.'

const files = defineAdminTable({
  name: 'files',
  title: 'Files',
  icon: 'file-earmark',
  about: 'A name that somebody gave to bytes.',
  label: ({ name }) => String(name),
  target: ({ id }) => `files/file/${id}`,
  columns: [
    idColumn,
    {
      name: 'name',
      title: 'Name',
      type: 'text',
      isHidden: true,
      edit: z
        .string()
        .max(200)
        .regex(/^[^\p{Cc}/\\\u202a-\u202e\u2066-\u2069]+$/u, 'A file name holds no slash and no hidden letters.'),
    },
    { name: 'media_type', title: 'Media type', type: 'code' },
    { name: 'data_type', title: 'Kind', type: 'code' },
    { name: 'size_bytes', title: 'Size', type: 'bytes' },
    {
      name: 'sha256',
      title: 'SHA-256',
      type: 'code',
      refersTo: 'files_blobs',
      whenGone: 'prevents-it',
      isHidden: true,
    },
    personColumn('owner_id', 'Owner'),
    { name: 'origin', title: 'Origin', type: 'code' },
    timeColumn('created_at', 'Made'),
  ],
  search: [
    { column: 'id', how: 'is' },
    { column: 'sha256', how: 'is' },
    { column: 'name', how: 'contains' },
  ],
  closed: { create: byFiles, remove: byFiles },
})

const blobs = closedTable(byFiles, {
  name: 'files_blobs',
  title: 'Stored bytes',
  icon: 'hdd',
  about: 'Bytes that are or were named by a file, kept once whatever their names.',
  key: ['sha256'],
  columns: [
    { name: 'sha256', title: 'SHA-256', type: 'code', isHidden: true },
    { name: 'size_bytes', title: 'Size', type: 'bytes' },
    timeColumn('created_at', 'Made'),
    timeColumn('released_at', 'Named by nobody since'),
  ],
  search: [{ column: 'sha256', how: 'is' }],
})

export const adminTables = [files, blobs]
