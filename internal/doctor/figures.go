package doctor

// invariantsOfFigures compare what analytics counted with a recount of the orders. They
// hold while it begins or recounts, for then it is behind.
var invariantsOfFigures = []invariant{
	{"every sale and every refund is in the figures", `
		SELECT format('order %s', o.number) FROM orders.orders o
		WHERE o.paid_at < @settled AND NOT EXISTS (SELECT FROM analytics.counted c WHERE c.id = o.id) AND ` + counting + `
		UNION ALL
		SELECT format('refund %s', r.id) FROM orders.refunds r JOIN orders.store_orders s ON s.id = r.store_order_id JOIN orders.orders o ON o.id = s.order_id
		WHERE o.paid_at IS NOT NULL AND r.created_at < @settled AND NOT EXISTS (SELECT FROM analytics.counted c WHERE c.id = r.id) AND ` + counting},
	{"the figures of stores are a recount of their orders", `
		WITH zone AS (SELECT timezone AS name FROM analytics.settings), differences AS (
			SELECT s.store_id, timezone(z.name, o.paid_at)::date AS day, sum(i.quantity * i.unit_price_amount) AS gross, 0 AS refunded,
			       count(DISTINCT s.id) AS orders, sum(i.quantity) AS units, 0 AS returned
			FROM orders.orders o JOIN analytics.counted c ON c.id = o.id JOIN orders.store_orders s ON s.order_id = o.id
			JOIN orders.items i ON i.store_order_id = s.id CROSS JOIN zone z GROUP BY 1, 2
			UNION ALL
			SELECT s.store_id, timezone(z.name, r.created_at)::date, 0, sum(r.amount), 0, 0, coalesce(sum(p.pieces), 0)
			FROM orders.refunds r JOIN analytics.counted c ON c.id = r.id JOIN orders.store_orders s ON s.id = r.store_order_id
			LEFT JOIN (SELECT refund_id, sum(quantity) AS pieces FROM orders.refund_items GROUP BY 1) p ON p.refund_id = r.id CROSS JOIN zone z GROUP BY 1, 2
			UNION ALL
			SELECT store_id, day, -gross_amount, -refunded_amount, -orders, -units, -returned FROM analytics.store_days
			UNION ALL
			SELECT store_id, timezone(z.name, at)::date, -gross_amount, -refunded_amount, -orders, -units, -returned
			FROM analytics.deltas CROSS JOIN zone z WHERE store_id IS NOT NULL
		)
		SELECT format('store %s on %s: %s too little, %s refunds, %s orders, %s pieces, %s returned', store_id, day,
		       sum(gross), sum(refunded), sum(orders), sum(units), sum(returned))
		FROM differences WHERE ` + counting + ` GROUP BY store_id, day
		HAVING sum(gross) <> 0 OR sum(refunded) <> 0 OR sum(orders) <> 0 OR sum(units) <> 0 OR sum(returned) <> 0`},
	{"the figures of products are a recount of their orders", `
		WITH zone AS (SELECT timezone AS name FROM analytics.settings), differences AS (
			SELECT s.store_id, i.product_id, timezone(z.name, o.paid_at)::date AS day, sum(i.quantity * i.unit_price_amount) AS gross,
			       count(DISTINCT s.id) AS orders, sum(i.quantity) AS units, 0 AS returned
			FROM orders.orders o JOIN analytics.counted c ON c.id = o.id JOIN orders.store_orders s ON s.order_id = o.id
			JOIN orders.items i ON i.store_order_id = s.id CROSS JOIN zone z GROUP BY 1, 2, 3
			UNION ALL
			SELECT s.store_id, i.product_id, timezone(z.name, r.created_at)::date, 0, 0, 0, sum(p.quantity)
			FROM orders.refunds r JOIN analytics.counted c ON c.id = r.id JOIN orders.store_orders s ON s.id = r.store_order_id
			JOIN orders.refund_items p ON p.refund_id = r.id JOIN orders.items i ON i.id = p.item_id CROSS JOIN zone z GROUP BY 1, 2, 3
			UNION ALL
			SELECT store_id, product_id, day, -gross_amount, -orders, -units, -returned FROM analytics.product_days
			UNION ALL
			SELECT store_id, product_id, timezone(z.name, at)::date, -gross_amount, -sales, -units, -returned
			FROM analytics.deltas CROSS JOIN zone z WHERE product_id IS NOT NULL
		)
		SELECT format('product %s on %s: %s too little, %s orders, %s pieces, %s returned', product_id, day, sum(gross), sum(orders), sum(units), sum(returned))
		FROM differences WHERE ` + counting + ` GROUP BY store_id, product_id, day
		HAVING sum(gross) <> 0 OR sum(orders) <> 0 OR sum(units) <> 0 OR sum(returned) <> 0`},
	{"months are the sums of their days, and the marketplace of its stores", `
		SELECT format('store %s in %s', store_id, month) FROM (
			SELECT store_id, month, gross_amount, refunded_amount, orders, units, returned, views, visits, carts FROM analytics.store_months
			UNION ALL
			SELECT store_id, date_trunc('month', day)::date, -gross_amount, -refunded_amount, -orders, -units, -returned, -views, -visits, -carts FROM analytics.store_days
		) f GROUP BY store_id, month
		HAVING ` + unequal("gross_amount", "refunded_amount", "orders", "units", "returned", "views", "visits", "carts") + `
		UNION ALL
		SELECT format('product %s in %s', product_id, month) FROM (
			SELECT store_id, product_id, month, gross_amount, refunded_amount, orders, units, returned, views, carts FROM analytics.product_months
			UNION ALL
			SELECT store_id, product_id, date_trunc('month', day)::date, -gross_amount, -refunded_amount, -orders, -units, -returned, -views, -carts FROM analytics.product_days
		) f GROUP BY store_id, product_id, month
		HAVING ` + unequal("gross_amount", "refunded_amount", "orders", "units", "returned", "views", "carts") + `
		UNION ALL
		SELECT format('the marketplace on %s', day) FROM (
			SELECT day, gross_amount, refunded_amount, units, returned, views, visits, carts FROM analytics.market_days
			UNION ALL
			SELECT day, -gross_amount, -refunded_amount, -units, -returned, -views, -visits, -carts FROM analytics.store_days
		) f GROUP BY day
		HAVING ` + unequal("gross_amount", "refunded_amount", "units", "returned", "views", "visits", "carts")},
}

// counting holds when analytics is not behind.
const counting = `EXISTS (SELECT FROM analytics.settings WHERE begun_at IS NOT NULL AND recount_from IS NULL)`

func unequal(columns ...string) (condition string) {
	for i, c := range columns {
		if i > 0 {
			condition += " OR "
		}
		condition += "sum(" + c + ") <> 0"
	}
	return condition
}
