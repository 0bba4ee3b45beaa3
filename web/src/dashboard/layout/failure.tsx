import { queryClient } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ErrorPage } from "@ui/error-page.tsx";
import { NotForYou } from "../session/guard.ts";
import { NotForYouPage } from "./not-for-you.tsx";

/** In the place of a page that was refused or could not be loaded. */
export function Failure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const isRefused = error instanceof NotForYou || (error instanceof ApiError && error.code === "forbidden");
  if (isRefused) return <NotForYouPage />;
  return (
    <ErrorPage
      error={error}
      retry={() => {
        void queryClient.resetQueries({ predicate: (query) => query.state.status === "error" });
        reset();
        void router.invalidate();
      }}
    />
  );
}
