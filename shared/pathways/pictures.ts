import pictures from './pictures.json' with { type: 'json' }

interface Pictured {
  item_key: string
  pfa_area: keyof typeof pictures.areas | null
}

const byStep = new Map(Object.entries(pictures.steps).flatMap(([picture, steps]) => steps.map(step => [step, picture])))

/** The picture for a step, by name (`public/pictures/<name>.svg`): its own, or that of its part of life for a council's own steps. */
export function pictureOf({ item_key: key, pfa_area: area }: Pictured): string {
  return byStep.get(key) ?? (area ? pictures.areas[area] : pictures.milestone)
}
