/** What `import … from 'lyceum/plugin'` gives to authors of plugins, wherever their folder lies. */
export type * from './context.ts'
export * from './fields.ts'
export * from './plugin.ts'
export type * from './results.ts'
