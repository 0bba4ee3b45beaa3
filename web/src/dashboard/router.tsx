import { createRouter } from "@tanstack/react-router";
import { parseSearch, stringifySearch } from "@ui/search-params.ts";
import { accountsArea } from "./areas/accounts.ts";
import { analyticsArea } from "./areas/analytics.ts";
import { categoriesArea } from "./areas/categories.ts";
import { imagesArea } from "./areas/images.ts";
import { importsArea } from "./areas/imports.ts";
import { inventoryArea } from "./areas/inventory.ts";
import { jobsArea } from "./areas/jobs.ts";
import { ordersArea } from "./areas/orders.ts";
import { overviewArea } from "./areas/overview.ts";
import { productsArea } from "./areas/products.ts";
import { storesArea } from "./areas/stores.ts";
import { webhooksArea } from "./areas/webhooks.ts";
import { dashboard, managers, operators, owners, root, store } from "./gates.tsx";
import type { Area } from "./layout/area.ts";
import { Failure } from "./layout/failure.tsx";
import { NotFoundPage } from "./layout/not-found-page.tsx";
import { PageSkeleton } from "./layout/skeletons.tsx";

/** Every page behind its gate. A new area is added to each list: the types of all addresses come from them. */
const routeTree = root.addChildren([
  dashboard.addChildren([
    ...storesArea.anybody,
    operators.addChildren([
      ...accountsArea.operators,
      ...analyticsArea.operators,
      ...categoriesArea.operators,
      ...jobsArea.operators,
      ...ordersArea.operators,
      ...overviewArea.operators,
      ...storesArea.operators,
      ...webhooksArea.operators,
    ]),
    store.addChildren([
      ...analyticsArea.staff,
      ...imagesArea.staff,
      ...importsArea.staff,
      ...inventoryArea.staff,
      ...ordersArea.staff,
      ...overviewArea.staff,
      ...productsArea.staff,
      ...storesArea.staff,
      managers.addChildren([
        ...analyticsArea.managers,
        ...imagesArea.managers,
        ...importsArea.managers,
        ...inventoryArea.managers,
        ...ordersArea.managers,
        ...productsArea.managers,
        ...storesArea.managers,
        ...webhooksArea.managers,
      ]),
      owners.addChildren([...storesArea.owners]),
    ]),
  ]),
]);

const areas: readonly Area[] = [
  accountsArea,
  analyticsArea,
  categoriesArea,
  imagesArea,
  importsArea,
  inventoryArea,
  jobsArea,
  ordersArea,
  overviewArea,
  productsArea,
  storesArea,
  webhooksArea,
];

export const router = createRouter({
  routeTree,
  context: {
    navigation: areas.flatMap((area) => area.navigation),
    finders: areas.flatMap((area) => area.finders),
  },
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  // The page before stays for 200 ms, then the skeleton of the next one is shown.
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PageSkeleton,
  defaultNotFoundComponent: NotFoundPage,
  defaultErrorComponent: Failure,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
