import { $api, client, queryClient } from "@api/client.ts";

export const sessionsQuery = () => ({ ...$api.queryOptions("get", "/me/sessions"), staleTime: 0 });

const again = () => queryClient.invalidateQueries({ queryKey: sessionsQuery().queryKey });

export async function endSession(sessionId: string): Promise<void> {
  await client.DELETE("/me/sessions/{sessionId}", { params: { path: { sessionId } } });
  await again();
}

export async function endOtherSessions(): Promise<void> {
  await client.DELETE("/me/sessions");
  await again();
}
