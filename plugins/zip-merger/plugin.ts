import type { Readable } from 'node:stream'
import { baseName } from '../../src/apps/plugins/formats/names.ts'
import { openZip, zipOf } from '../../src/apps/plugins/formats/zip.ts'
import { dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin } from '../../src/apps/plugins/sdk/plugin.ts'
import { digestOf } from '../shared/similarity-form.ts'

const archive = (label: string) => dataUrl({ label, required: true, dataType: '*', contentType: ['application/zip'] })

export default definePlugin({
  name: 'zip-merger',
  version: 'v0.2.1',
  title: 'Merge two archives',
  description:
    'Puts the files of two ZIP archives into one. Where both hold a file of one name, the second one’s stays.',
  type: 'processing',
  tags: ['utility'],
  inputs: { zip1Url: archive('First archive'), zip2Url: archive('Second archive') },
  outputs: [{ dataType: '*', contentType: ['application/zip'], required: true }],
  async run(context, { zip1Url, zip2Url }) {
    const files = [await context.open(zip1Url), await context.open(zip2Url)]
    const archives = await Promise.all(files.map((file) => openZip(file)))
    try {
      const contents = new Map<string, () => Promise<Readable>>()
      for (const { name, stream } of archives.flatMap(({ entries }) => entries)) {
        if (contents.has(name)) context.log(`“${name}” is there twice; the later one was kept.`)
        contents.set(name, stream)
      }
      const digest = digestOf(...files.map(({ name }) => baseName(name)))
      const type = { dataType: '*', contentType: 'application/zip' }
      await context.saveOutput(`merged_${digest}.zip`, zipOf(contents), type)
      return `${contents.size} files`
    } finally {
      for (const { close } of archives) close()
    }
  },
})
