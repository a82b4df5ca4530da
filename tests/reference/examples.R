# Breaks of the examples by strucchange, from the data sets that R ships; ours must be equal to them.
# Run from the root of the repository: Rscript tests/reference/examples.R > tests/reference/examples.csv
suppressMessages(library(strucchange))

data("RealInt")
data("BostonHomicide")

numbers <- function(file, column, rows = TRUE) {
  table <- read.csv(file.path("examples", file))
  if (is.character(rows)) table <- table[table$victims == rows, ]
  table[[column]]
}

emit <- function(case, quantity, value) {
  cat(sprintf("%s,%s,%d\n", case, quantity, as.integer(value)), sep = "")
}

# Observations counted from 1; a break is the last one of the earlier segment.
breaks <- function(case, series, ours) {
  stopifnot(length(series) == length(ours), abs(series - ours) < 1e-12)
  found <- breakpoints(series ~ 1, h = 0.15)
  m <- sum(!is.na(found$breakpoints))
  emit(case, "n_breaks", m)
  emit(case, paste0("break_", 1:m), found$breakpoints)
  interval <- confint(found)$confint
  emit(case, paste0("low_", 1:m), interval[, 1])
  emit(case, paste0("high_", 1:m), interval[, 3])
}

cat("case,quantity,value\n")
breaks("nile", Nile, numbers("nile/data/raw/nile.csv", "flow"))
breaks("realint", RealInt, numbers("realint/data/raw/realint.csv", "rate"))
breaks("boston", BostonHomicide$homicides,
       numbers("boston/data/raw/homicides.csv", "number", "youth"))
breaks("boston_adults", BostonHomicide$ahomicides25,
       numbers("boston/data/raw/homicides.csv", "number", "adults"))
