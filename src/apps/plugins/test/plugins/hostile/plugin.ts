import { definePlugin } from '../../../sdk/plugin.ts'

/** Its page attacks whatever stands around it. */
export default definePlugin({
  name: 'hostile',
  version: 'v1.0.0',
  title: 'Hostile',
  description: 'Attacks the page around it.',
  type: 'interaction',
  tags: [],
  outputs: [],
  scripts: ['attack.js'],
  html: '<pre id="said"></pre><img src="x" onerror="parent.postMessage(\'inline ran\', \'*\')">',
  run: () => undefined,
})
