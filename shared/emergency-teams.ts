import type { Audience } from './timeline.ts'

const emergencyTeams: readonly Audience[] = ['la_send', 'childrens_social_care', 'adult_social_care', 'health']

/** Whether a team has duty workers who may read a plan in an emergency, as `open_emergency_access()` asks too. */
export function isEmergencyTeam(audience: Audience | null): boolean {
  return audience !== null && emergencyTeams.includes(audience)
}
