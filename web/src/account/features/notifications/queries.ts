import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import type { NotificationTopic } from "@api/types.ts";

export const preferencesQuery = () => ({
  ...$api.queryOptions("get", "/me/notification-preferences"),
  // A link in a mail changes it, too.
  staleTime: 0,
});

/** The stores in whose team one is: some mails are about them alone. */
export const myStoresQuery = () => $api.queryOptions("get", "/me/stores");

/** Turns the mails about a topic on or off. */
export async function setPreference(topic: NotificationTopic, mails: boolean): Promise<void> {
  const preferences = await bodyOf(
    client.PUT("/me/notification-preferences/{topic}", { params: { path: { topic } }, body: { mails } }),
  );
  queryClient.setQueryData(preferencesQuery().queryKey, preferences);
}

/** Has a mail sent to the account's address. */
export async function sendTestMail(): Promise<void> {
  await client.POST("/me/notification-preferences/test-mail");
}
