"""The addresses of the pages that look over the whole archive: questions, findings, codebook, coverage."""

from extract.serve import codepages, concept, coverage, findings, item, offices, questions

ROUTES = [
    (r"/questions$", questions.index),
    (r"/questions/movers$", offices.movers),
    (r"/questions/compare$", offices.compare),
    (r"/questions/follow$", offices.follow),
    (r"/questions/(?P<name>[^/]+)$", questions.view),
    (r"/findings$", findings.view),
    (r"/coverage$", coverage.view),
    (r"/codebook$", codepages.view),
    (r"/archive/item/(?P<code>[^/]+)$", item.view),
    (r"/archive/concept/(?P<id>[^/]+)$", concept.view),
]
