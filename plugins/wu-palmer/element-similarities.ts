import type { Entity } from '../../src/apps/plugins/formats/rows.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import { pairsOfValues, type ValueSimilarity } from '../shared/value-pairs.ts'
import type { Taxonomy } from './taxonomy.ts'
import { wuPalmer } from './wu-palmer.ts'

/**
 * The Wu-Palmer similarities of all values of one attribute that meet in a pair of entities.
 *
 * @throws PluginError that names a value which the taxonomy does not hold.
 */
export function* elementSimilarities(
  entities: readonly Entity[],
  attribute: string,
  taxonomy: Taxonomy,
  isRootCounted: boolean,
): Generator<ValueSimilarity> {
  const numberOf = (value: unknown): number => {
    const number = taxonomy.numberOf.get(String(value))
    if (number !== undefined) return number
    throw new PluginError(`The taxonomy “${taxonomy.name}” does not hold the value “${value}” of “${attribute}”.`)
  }
  for (const [source, target] of pairsOfValues(entities, attribute)) {
    yield { source, target, similarity: wuPalmer(taxonomy, numberOf(source), numberOf(target), isRootCounted) }
  }
}
