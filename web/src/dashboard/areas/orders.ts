import { queryClient } from "@api/client.ts";
import { createRoute, lazyRouteComponent as lazy } from "@tanstack/react-router";
import { ReceiptText } from "lucide-react";
import { allOrdersSearch, storeOrdersSearch } from "../features/orders/orders-search.ts";
import {
  allOrdersQuery,
  anyOrderQuery,
  orderCountsQuery,
  storeInvoiceQuery,
  storeOrderQuery,
  storeOrdersQuery,
} from "../features/orders/queries.ts";
import { operators, store } from "../gates.tsx";
import { type Area, noPages } from "../layout/area.ts";
import { isOperator, orNotFound } from "../session/guard.ts";
import { loadOrdersText } from "../texts/orders.ts";

const storeOrders = createRoute({
  getParentRoute: () => store,
  path: "/orders",
  validateSearch: storeOrdersSearch,
  loaderDeps: ({ search }) => storeOrdersSearch(search),
  loader: ({ context, deps }) =>
    Promise.all([
      loadOrdersText(),
      queryClient.ensureQueryData(storeOrdersQuery(context.store.id, deps)),
      queryClient.ensureQueryData(orderCountsQuery(context.store.id)),
    ]),
  component: lazy(() => import("../routes/store-orders.tsx"), "StoreOrdersPage"),
});

const storeOrder = createRoute({
  getParentRoute: () => store,
  path: "/orders/$storeOrderId",
  loader: ({ context, params }) =>
    Promise.all([
      loadOrdersText(),
      queryClient.ensureQueryData(
        storeOrderQuery({ storeId: context.store.id, storeOrderId: params.storeOrderId }),
      ),
    ]).catch(orNotFound),
  component: lazy(() => import("../routes/store-order.tsx"), "StoreOrderPage"),
});

const packingSlip = createRoute({
  getParentRoute: () => store,
  path: "/orders/$storeOrderId/packing-slip",
  loader: ({ context, params }) =>
    Promise.all([
      loadOrdersText(),
      queryClient.ensureQueryData(
        storeOrderQuery({ storeId: context.store.id, storeOrderId: params.storeOrderId }),
      ),
    ]).catch(orNotFound),
  component: lazy(() => import("../routes/packing-slip.tsx"), "PackingSlipPage"),
});

const invoice = createRoute({
  getParentRoute: () => store,
  path: "/orders/$storeOrderId/invoice",
  loader: ({ context, params }) =>
    Promise.all([
      loadOrdersText(),
      queryClient.ensureQueryData(
        storeInvoiceQuery({ storeId: context.store.id, storeOrderId: params.storeOrderId }),
      ),
    ]).catch(orNotFound),
  component: lazy(() => import("../routes/store-invoice.tsx"), "StoreInvoicePage"),
});

const allOrders = createRoute({
  getParentRoute: () => operators,
  path: "/orders",
  validateSearch: allOrdersSearch,
  loaderDeps: ({ search }) => allOrdersSearch(search),
  loader: ({ deps }) => Promise.all([loadOrdersText(), queryClient.ensureQueryData(allOrdersQuery(deps))]),
  component: lazy(() => import("../routes/all-orders.tsx"), "AllOrdersPage"),
});

const anyOrder = createRoute({
  getParentRoute: () => operators,
  path: "/orders/$orderId",
  loader: ({ params }) =>
    Promise.all([loadOrdersText(), queryClient.ensureQueryData(anyOrderQuery(params.orderId))]).catch(
      orNotFound,
    ),
  component: lazy(() => import("../routes/any-order.tsx"), "AnyOrderPage"),
});

/** Orders, as a store's team serves them and as operators see them. */
export const ordersArea = {
  ...noPages,
  operators: [allOrders, anyOrder],
  staff: [storeOrders, storeOrder, packingSlip, invoice],
  finders: [
    {
      id: "orders",
      icon: ReceiptText,
      label: "menu.orders",
      isFor: (me, place) => !!place || isOperator(me),
      find: async (words, place) =>
        (await import("../features/orders/find-orders.ts")).findOrders(words, place),
    },
  ],
  navigation: [
    {
      group: "nav.group.sales",
      role: "staff",
      order: 10,
      to: "/dashboard/stores/$store/orders",
      icon: ReceiptText,
      label: "menu.orders",
      key: "o",
    },
    {
      group: "nav.group.market",
      order: 30,
      to: "/dashboard/orders",
      icon: ReceiptText,
      label: "menu.adminOrders",
      key: "o",
    },
  ],
} as const satisfies Area;
