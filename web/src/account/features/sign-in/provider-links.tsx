import { buttonClass } from "@ui/button.tsx";
import { useQuery } from "@tanstack/react-query";
import { useText } from "../../text.ts";
import { providerPath, providersQuery } from "./queries.ts";

/** Links to the providers; nothing while they are not known. */
export function ProviderLinks({ returnTo }: { returnTo: string }) {
  const t = useText();
  const providers = useQuery(providersQuery()).data?.items ?? [];
  return providers.map(({ id, name }) => (
    <a
      key={id}
      href={providerPath(id, returnTo)}
      className={buttonClass({ variant: "outline", size: "lg" }, "w-full")}
    >
      {t("login.provider", { name })}
    </a>
  ));
}
