// DRAT to LRAT for long proofs: the algorithm of lrat.py, in C++.
// usage: rup2lrat CNF DRAT LRAT   exit 0: written; 1: a step is no RUP lemma (its number on stdout); 2: bad input
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

using Clause = std::vector<int>;

static std::unordered_map<long, Clause> clauses;
static std::vector<std::vector<long>> watches;  // by literal index
static std::vector<signed char> values;         // by variable: 0 unassigned, 1 true, -1 false
static std::vector<long> reasons;
static std::vector<long> places;
static std::vector<int> trail;
static size_t done_ = 0;
static long conflict_ = 0;

static size_t index_of(int literal) { return 2 * (size_t)std::abs(literal) + (literal < 0); }
static int value(int literal) { return literal > 0 ? values[literal] : -values[-literal]; }

static void assign(int literal, long reason) {
    int v = std::abs(literal);
    values[v] = literal > 0 ? 1 : -1;
    reasons[v] = reason;
    places[v] = (long)trail.size();
    trail.push_back(literal);
}

static long propagate() {
    while (done_ < trail.size()) {
        int falsified = -trail[done_++];
        auto &watching = watches[index_of(falsified)];
        size_t kept = 0;
        for (size_t i = 0; i < watching.size(); i++) {
            long id = watching[i];
            Clause &c = clauses.find(id)->second;
            if (c[0] == falsified) std::swap(c[0], c[1]);
            if (value(c[0]) > 0) { watching[kept++] = id; continue; }
            bool moved = false;
            for (size_t k = 2; k < c.size(); k++)
                if (value(c[k]) >= 0) {
                    std::swap(c[1], c[k]);
                    watches[index_of(c[1])].push_back(id);
                    moved = true;
                    break;
                }
            if (moved) continue;
            watching[kept++] = id;
            if (value(c[0]) < 0) {
                for (size_t j = i + 1; j < watching.size(); j++) watching[kept++] = watching[j];
                watching.resize(kept);
                return id;
            }
            assign(c[0], id);
        }
        watching.resize(kept);
    }
    return 0;
}

static void add(long id, Clause c) {
    std::stable_sort(c.begin(), c.end(), [](int a, int b) { return (value(a) < 0) < (value(b) < 0); });
    if (c.size() > 1)
        for (int k = 0; k < 2; k++) watches[index_of(c[k])].push_back(id);
    auto &stored = clauses[id] = std::move(c);
    if (conflict_) return;
    if (stored.empty() || value(stored[0]) < 0) conflict_ = id;
    else if (value(stored[0]) == 0 && (stored.size() == 1 || value(stored[1]) < 0)) {
        assign(stored[0], id);
        conflict_ = propagate();
    }
}

static bool forget(long id) {
    Clause &c = clauses.find(id)->second;
    for (size_t k = 0; k < c.size() && k < 2; k++)
        if (values[std::abs(c[k])] && reasons[std::abs(c[k])] == id) return false;
    if (c.size() > 1)
        for (int k = 0; k < 2; k++) {
            auto &w = watches[index_of(c[k])];
            w.erase(std::find(w.begin(), w.end(), id));
        }
    clauses.erase(id);
    return true;
}

static std::vector<long> explain(long conflict, const std::set<int> &assumed) {
    std::set<int> needed;
    auto need = [&](long id) {
        for (int literal : clauses.find(id)->second)
            if (!assumed.count(std::abs(literal))) needed.insert(std::abs(literal));
    };
    need(conflict);
    std::vector<long> order{conflict};
    for (size_t i = trail.size(); i-- > 0;) {
        int v = std::abs(trail[i]);
        if (reasons[v] && needed.count(v)) {
            order.push_back(reasons[v]);
            need(reasons[v]);
        }
    }
    std::reverse(order.begin(), order.end());
    return order;
}

static bool hints(const Clause &lemma, std::vector<long> &found) {
    if (conflict_) { found = explain(conflict_, {}); return true; }
    std::set<int> assumed;
    int first = 0;
    for (int literal : lemma) {
        assumed.insert(std::abs(literal));
        if (value(literal) > 0 && (!first || places[std::abs(literal)] < places[std::abs(first)])) first = literal;
    }
    if (first) { found = explain(reasons[std::abs(first)], assumed); return true; }
    size_t mark = trail.size(), before = done_;
    for (int literal : lemma)
        if (value(literal) == 0) assign(-literal, 0);
    long conflict = propagate();
    if (conflict) found = explain(conflict, assumed);
    for (size_t i = mark; i < trail.size(); i++) values[std::abs(trail[i])] = 0;
    trail.resize(mark);
    done_ = before;
    return conflict != 0;
}

static bool read_line(FILE *file, std::string &line) {
    line.clear();
    for (int c; (c = getc(file)) != EOF;) {
        if (c == '\n') return true;
        line += (char)c;
    }
    return !line.empty();
}

static bool parse(const char *text, Clause &clause) {
    clause.clear();
    for (;;) {
        char *end;
        long literal = std::strtol(text, &end, 10);
        if (end == text) return false;
        text = end;
        if (literal == 0) return true;
        if (literal > 100000000 || literal < -100000000) return false;
        size_t v = (size_t)std::labs(literal);
        if (v >= values.size()) {
            values.resize(v + 1000); reasons.resize(v + 1000); places.resize(v + 1000);
            watches.resize(2 * (v + 1000) + 2);
        }
        clause.push_back((int)literal);
    }
}

static Clause key_of(Clause c) {
    std::sort(c.begin(), c.end());
    c.erase(std::unique(c.begin(), c.end()), c.end());
    return c;
}

static void write(FILE *out, long id, const Clause &clause, const std::vector<long> &found) {
    std::fprintf(out, "%ld ", id);
    for (int literal : clause) std::fprintf(out, "%d ", literal);
    std::fprintf(out, "0 ");
    for (long hint : found) std::fprintf(out, "%ld ", hint);
    std::fprintf(out, "0\n");
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    FILE *cnf = std::fopen(argv[1], "r"), *drat = std::fopen(argv[2], "r"), *out = std::fopen(argv[3], "w");
    if (!cnf || !drat || !out) return 2;
    std::map<Clause, std::vector<long>> ids;
    std::string line;
    Clause clause;
    long last = 0, number = 0;
    std::vector<long> found;
    while (read_line(cnf, line)) {
        if (line.empty() || line[0] == 'c' || line[0] == 'p') continue;
        if (!parse(line.c_str(), clause)) return 2;
        clause = key_of(clause);
        add(++last, clause);
        ids[clause].push_back(last);
    }
    while (!conflict_ && read_line(drat, line)) {
        number++;
        if (line.empty() || line[0] == 'c') continue;
        bool deletion = line[0] == 'd';
        if (!parse(line.c_str() + deletion, clause)) return 2;
        clause = key_of(clause);
        if (deletion) {
            auto known = ids.find(clause);
            if (known != ids.end() && !known->second.empty() && forget(known->second.back())) {
                std::fprintf(out, "%ld d %ld 0\n", last, known->second.back());
                known->second.pop_back();
            }
            continue;
        }
        bool tautology = false;
        for (int literal : clause) tautology |= std::binary_search(clause.begin(), clause.end(), -literal);
        if (tautology) continue;
        if (!hints(clause, found)) { std::printf("%ld\n", number); return 1; }
        write(out, ++last, clause, found);
        if (clause.empty()) return std::fclose(out) ? 2 : 0;
        add(last, clause);
        ids[clause].push_back(last);
    }
    if (!conflict_) { std::printf("%ld\n", number + 1); return 1; }
    hints({}, found);
    write(out, last + 1, {}, found);
    return std::fclose(out) ? 2 : 0;
}
