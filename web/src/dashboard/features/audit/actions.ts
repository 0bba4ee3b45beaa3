import { text, type TextKey } from "../../text.ts";

/** The words for what the log calls an action. Modules add theirs; one without words is shown as it is. */
const WORDS = {
  "user.created": "did.userCreated",
  "user.signed_in": "did.signedIn",
  "user.email_changed": "did.emailChanged",
  "user.password_changed": "did.passwordChanged",
  "user.totp_added": "did.totpAdded",
  "user.totp_removed": "did.totpRemoved",
  "user.recovery_codes_renewed": "did.codesRenewed",
  "user.recovery_code_used": "did.codeUsed",
  "user.passkey_added": "did.passkeyAdded",
  "user.passkey_removed": "did.passkeyRemoved",
  "user.passkey_refused": "did.passkeyRefused",
  "user.identity_linked": "did.identityLinked",
  "user.identity_unlinked": "did.identityUnlinked",
  "user.role_changed": "did.roleChanged",
  "user.blocked": "did.blocked",
  "user.unblocked": "did.unblocked",
  "user.sessions_ended": "did.sessionsEnded",
  "user.erased": "did.userErased",
  "guest.erased": "did.guestErased",
  "session.token_reused": "did.tokenReused",
  "api_key.created": "did.keyCreated",
  "api_key.revoked": "did.keyRevoked",
  "job.retried": "did.jobRetried",
  "job.cancelled": "did.jobCancelled",
  "job.deleted": "did.jobDeleted",
  "keys.rotated": "did.keysRotated",
  "import.uploaded": "did.importUploaded",
  "import.checked": "did.importChecked",
  "import.started": "did.importStarted",
  "import.cancelled": "did.importCancelled",
  "products.exported": "did.productsExported",
  "member.added": "did.memberAdded",
  "member.role_changed": "did.memberRoleChanged",
  "member.removed": "did.memberRemoved",
  "member.invited": "did.memberInvited",
  "member.invited_again": "did.memberInvitedAgain",
  "member.invitation_revoked": "did.invitationRevoked",
  "store.applied": "did.storeApplied",
  "store.submitted": "did.storeSubmitted",
  "store.approved": "did.storeApproved",
  "store.refused": "did.storeRefused",
  "store.suspended": "did.storeSuspended",
  "store.reinstated": "did.storeReinstated",
  "store.closed": "did.storeClosed",
  "store.profile_changed": "did.storeProfile",
  "store.business_changed": "did.storeBusiness",
  "store.payout_changed": "did.storePayout",
  "store.terms_accepted": "did.storeTerms",
  "store.step_confirmed": "did.storeStep",
  "store.holiday_set": "did.storeHoliday",
  "settings.changed": "did.settingsChanged",
  "settings.featured_stores_set": "did.featuredSet",
} as const satisfies Record<string, TextKey>;

/** The actions that have words, as the log names them. */
export const ACTIONS = Object.keys(WORDS);

/** What was done, in the chosen language. */
export function actionText(action: string): string {
  return action in WORDS ? text(WORDS[action as keyof typeof WORDS]) : action;
}
