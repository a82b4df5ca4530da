# Panel of recipients: fixed effects with Driscoll-Kraay errors, by sandwich and by hand.
# Run from the root of the repository: Rscript tests/reference/panel.R > tests/reference/panel.csv
suppressMessages(library(sandwich))
emit <- function(case, quantity, value) cat(sprintf("%s,%s,%.17g\n", case, quantity, value), sep = "")

plain <- function(v) suppressWarnings(as.numeric(gsub(",", "", v)))
oda <- read.csv("data/raw/oda.csv")
recipients <- c("china", "indonesia", "thailand", "philippines", "malaysia")
cells <- do.call(rbind, lapply(recipients, function(r) {
  data.frame(unit = r, year = oda$year, y = log(plain(oda[[paste0(r, "_usd")]])))
}))
cells$t <- cells$year - 1994

formulas <- list(
  shift = y ~ 0 + unit + post,
  trend = y ~ 0 + unit + t + post,
  its = y ~ 0 + unit + t + post + after
)

# Driscoll and Kraay (1998), years at their calendar distance, times N / (N - k).
by_hand <- function(fit, year, lag) {
  x <- model.matrix(fit)
  h <- rowsum(x * residuals(fit), year)
  at <- as.numeric(rownames(h))
  w <- pmax(1 - abs(outer(at, at, "-")) / (lag + 1), 0)
  bread <- solve(crossprod(x))
  bread %*% t(h) %*% w %*% h %*% bread * nrow(x) / (nrow(x) - ncol(x))
}

cat("case,quantity,value\n")
samples <- list(
  # Four recipients with every year, so that sandwich applies.
  balanced = subset(cells, unit != "malaysia"),
  # All five without 1997: a gap and missing cells.
  gaps = subset(cells, year != 1997 & !is.na(y))
)
for (sample in names(samples)) {
  d <- samples[[sample]]
  for (model in names(formulas)) {
    # Two slopes after the event need more than the two years after the crisis.
    first_post <- if (model == "its") 1995 else 1998
    d$post <- as.numeric(d$year >= first_post)
    d$after <- d$post * (d$year - first_post)
    fit <- lm(formulas[[model]], d)
    case <- paste(sample, model, sep = "_")
    names <- intersect(c("t", "post", "after"), names(coef(fit)))
    v <- by_hand(fit, d$year, 2)
    emit(case, paste0("estimate_", names), coef(fit)[names])
    emit(case, paste0("se_", names), sqrt(diag(v)[names]))
    if (sample == "balanced") {
      dk <- vcovPL(fit, cluster = d$unit, order.by = d$year, lag = 2, adjust = FALSE,
                   aggregate = TRUE, type = "HC0")
      emit(case, paste0("se_sandwich_", names), sqrt(diag(dk)[names]))
    }
    cluster <- vcovCL(fit, cluster = d$unit, type = "HC1")
    emit(case, paste0("se_cluster_", names), sqrt(diag(cluster)[names]))
  }
}
