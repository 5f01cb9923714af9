import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Shell } from '../app.ts'
import { UserError } from '../errors.ts'
import { check } from './commands.ts'
import { countryName } from './countries.ts'
import { importList, removeRule, ruleDomain } from './domains/ruling.ts'
import { findRule, listDomainLists, listRules } from './queries/domains.ts'
import { judgeHere } from './registering.ts'
import { DomainListForm, DomainRuleForm } from './registration-schemas.ts'

const actor = 'cli'

/** `lyceum domains …`: which addresses are academic. */
export function addDomainCommands(program: Command, shell: Shell): void {
  const domains = program.command('domains').description('which e-mail addresses are academic')
  addCheck(domains, shell)
  addImport(domains, shell)
  addRules(domains, shell)
  domains
    .command('list')
    .description('the rules of the house, and the lists that were imported')
    .action(async () => {
      const { db } = await shell.platform()
      const found = { rules: await listRules(db, { limit: 10_000 }), lists: await listDomainLists(db) }
      shell.print(
        found,
        ({ rules, lists }) =>
          [
            ...rules.map((rule) => `${rule.domain}\t${rule.kind}\t${rule.institution ?? ''}`),
            ...lists.map((list) => `${list.name}\t${list.domain_count} domains\t${list.licence}`),
          ].join('\n') || 'There are neither rules nor imported lists; the list that comes with the program counts.',
      )
    })
}

function addCheck(domains: Command, shell: Shell): void {
  domains
    .command('check <address>')
    .description('say what the house thinks of an address; ends with 1 unless it is academic')
    .action(async (address: string) => {
      const verdict = await judgeHere(await shell.platform(), address)
      if (verdict.kind !== 'academic') shell.foundSomething()
      shell.print(verdict, (said) => {
        if (said.kind === 'unknown') return `${address}: not known; somebody has to decide.`
        if (said.kind === 'refused') return `${address}: refused (${said.why}).`
        const { name, country } = said.institution
        return `${address}: academic${name === null ? '' : `, ${name}`}${country === null ? '' : ` (${countryName(country, 'en')})`}.`
      })
    })
}

type ImportOptions = Readonly<{ name: string; licence: string; address?: string }>

function addImport(domains: Command, shell: Shell): void {
  domains
    .command('import <file>')
    .description('take in a published list of institutions, JSON or CSV, in place of the one of that name')
    .requiredOption('--name <name>', 'what the list is called')
    .requiredOption('--licence <licence>', 'under which licence it is published, such as MIT')
    .option('--address <address>', 'where it comes from')
    .action(async (file: string, options: ImportOptions) => {
      const form = check(DomainListForm, options)
      const text = await readFile(file, 'utf8').catch((cause) => {
        throw new UserError('not-found', 'accounts.list', `The file ${file} cannot be read.`, { cause })
      })
      const { list, rejected } = await importList(await shell.platform(), form, text, actor)
      shell.print({ name: list.name, domains: list.domain_count, rejected }, (said) =>
        [
          `${said.domains} domains are known by the list ${said.name}.`,
          ...said.rejected.map((one) => `left out: ${one}`),
        ].join('\n'),
      )
    })
}

type RuleOptions = Readonly<{ institution?: string; country?: string; note?: string }>

function addRules(domains: Command, shell: Shell): void {
  for (const [verb, kind] of [
    ['allow', 'allowed'],
    ['block', 'blocked'],
  ] as const) {
    domains
      .command(`${verb} <domain>`)
      .description(`${verb} a domain with all below it, or a single address`)
      .option('--institution <name>', 'who stands behind it')
      .option('--country <code>', 'two letters, such as DE')
      .option('--note <text>', 'why')
      .action(async (domain: string, options: RuleOptions) => {
        const form = check(DomainRuleForm, { domain, kind, ...options })
        const rule = await ruleDomain(await shell.platform(), form, actor)
        shell.print({ domain: rule.domain, kind }, (said) => `${said.domain} is ${said.kind} now.`)
      })
  }
  domains
    .command('remove <domain>')
    .description('take a rule of the house back')
    .action(async (domain: string) => {
      const platform = await shell.platform()
      const rule = await findRule(platform.db, domain.toLowerCase())
      if (!rule) throw new UserError('not-found', 'accounts.no-such-rule', `There is no rule for ${domain}.`)
      await removeRule(platform, rule.id, actor)
      shell.print({ domain: rule.domain }, (said) => `There is no rule for ${said.domain} any more.`)
    })
}
