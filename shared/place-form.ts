import type { Place } from './moves.ts'

/** A place as its form keeps it. */
export interface PlaceForm {
  choice: string
  setting_name: string
  status: string
  condition: string
  predicted: string
  actual: string
  results_on: string
}

type Known = Pick<Place, 'choice' | 'setting_name' | 'status' | 'condition' | 'predicted' | 'actual' | 'results_on'>

/** @param choice which choice a new place is. */
export function placeForm(known: Known | undefined, choice: number): PlaceForm {
  return {
    choice: String(known?.choice ?? choice),
    setting_name: known?.setting_name ?? '',
    status: known?.status ?? 'thinking',
    condition: known?.condition ?? '',
    predicted: known?.predicted ?? '',
    actual: known?.actual ?? '',
    results_on: known?.results_on ?? '',
  }
}
