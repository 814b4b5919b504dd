// The table of documents under many random changes, watched by Qt's own tester, against a plain list of rows.
#include "ui/models/documents_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <map>
#include <random>
#include <set>

using namespace embedscope;

namespace {

using Filter = DocumentsModel::Filter;

DocumentItem itemWith(const std::string& name, DocumentState state, qint64 id = 0, quint64 job = 0)
{
    DocumentItem item;
    item.row.name = name;
    item.row.path = "/files/" + name;
    item.row.state = state;
    item.row.id = id;
    item.job = job;
    return item;
}

QStringList namesOf(const DocumentsModel& model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names.append(QString::fromStdString(model.item(row).row.name));
    return names;
}

DocumentState randomState(std::mt19937& random)
{
    return static_cast<DocumentState>(random() % 6);
}

bool belongs(DocumentState state, Filter filter)
{
    switch (filter) {
    case Filter::All:
        return true;
    case Filter::Working:
        return state == DocumentState::Reading || state == DocumentState::Embedding;
    case Filter::Waiting:
        return state == DocumentState::Queued || state == DocumentState::Paused;
    case Filter::Done:
        return state == DocumentState::Done;
    case Filter::Problems:
        return state == DocumentState::Problem;
    }
    return false;
}

}

class tst_DocumentsModel : public QObject
{
    Q_OBJECT

private slots:
    void problemsComeFirstAndDoneLast();
    void randomChangesKeepTheModelAndTheRowsRight();
    void liveStatesDoNotReorderRows();
    void aSelectionStaysWithItsDocument();
    void rowsThatLeaveTheFilterGo();
    void aJobBecomesTheRowOfItsPath();
    void sortValuesAreNumbersNotText();
    void cellsSayWhatIsKnown();
    void manyRowsComeAndGoAtOnce();
};

void tst_DocumentsModel::problemsComeFirstAndDoneLast()
{
    DocumentsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    DocumentItem older = itemWith("older", DocumentState::Done, 4),
                 newer = itemWith("newer", DocumentState::Done, 5);
    older.row.storedSeconds = 10;
    newer.row.storedSeconds = 20;
    model.setItems({older, newer, itemWith("waits", DocumentState::Queued, 0, 1),
                    itemWith("reads", DocumentState::Reading, 0, 2),
                    itemWith("failed", DocumentState::Problem, 3)});
    QCOMPARE(namesOf(model).join(QLatin1Char(' ')), QStringLiteral("failed reads waits newer older"));
    model.sort(DocumentsModel::State, Qt::DescendingOrder);
    QCOMPARE(namesOf(model).join(QLatin1Char(' ')), QStringLiteral("newer older waits reads failed"));
    model.sort(DocumentsModel::Name, Qt::AscendingOrder);
    QCOMPARE(namesOf(model).join(QLatin1Char(' ')), QStringLiteral("failed newer older reads waits"));
}

void tst_DocumentsModel::randomChangesKeepTheModelAndTheRowsRight()
{
    std::mt19937 random(11);
    DocumentsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::map<qint64, DocumentItem> oracle;
    Filter filter = Filter::All;
    qint64 lastId = 0;
    for (int turn = 0; turn < 400; ++turn) {
        QList<DocumentItem> changes;
        for (unsigned i = random() % 6; i > 0; --i) {
            qint64 id = random() % 3 == 0 || oracle.empty()
                ? ++lastId
                : 1 + static_cast<qint64>(random() % static_cast<unsigned>(lastId));
            if (!oracle.contains(id))
                id = ++lastId;
            DocumentItem item = itemWith("document " + std::to_string(id), randomState(random), id);
            item.row.tokens = static_cast<qint64>(random() % 1000);
            changes.append(item);
            oracle[id] = item;
        }
        model.updateItems(changes);
        if (random() % 4 == 0) {
            filter = static_cast<Filter>(random() % 5);
            model.setFilter(filter);
        }
        if (random() % 5 == 0)
            model.sort(static_cast<int>(random() % DocumentsModel::ColumnCount),
                       random() % 2 ? Qt::AscendingOrder : Qt::DescendingOrder);
        if (random() % 3 == 0 && !oracle.empty()) {
            QList<qint64> gone;
            for (unsigned i = random() % 4; i > 0 && !oracle.empty(); --i) {
                const auto it = std::next(oracle.begin(), static_cast<int>(random() % oracle.size()));
                gone.append(it->first);
                oracle.erase(it);
            }
            model.removeDocuments(gone);
        }
        std::set<qint64> shown;
        for (int row = 0; row < model.rowCount(); ++row) {
            const DocumentItem& item = model.item(row);
            QVERIFY(oracle.contains(item.row.id));
            QCOMPARE(item.row.tokens, oracle[item.row.id].row.tokens);
            QVERIFY(belongs(item.row.state, filter));
            QCOMPARE(model.rowOfDocument(item.row.id), row);
            QVERIFY(shown.insert(item.row.id).second);
        }
        std::array<int, 5> counts{};
        for (const auto& [id, item] : oracle) {
            QCOMPARE(shown.contains(id), belongs(item.row.state, filter));
            for (int i = 0; i < 5; ++i)
                counts[static_cast<std::size_t>(i)] += belongs(item.row.state, static_cast<Filter>(i));
        }
        for (int i = 0; i < 5; ++i)
            QCOMPARE(model.count(static_cast<Filter>(i)), counts[static_cast<std::size_t>(i)]);
    }
}

void tst_DocumentsModel::liveStatesDoNotReorderRows()
{
    DocumentsModel model;
    QList<DocumentItem> items;
    for (int i = 1; i <= 5; ++i)
        items.append(
            itemWith("file " + std::to_string(i), DocumentState::Queued, 0, static_cast<quint64>(i)));
    model.setItems(items);
    const QStringList before = namesOf(model);
    QSignalSpy layouts(&model, &QAbstractItemModel::layoutChanged),
        changes(&model, &QAbstractItemModel::dataChanged);
    items[3].row.state = DocumentState::Problem;
    items[4].row.state = DocumentState::Reading;
    model.updateItems({items[3], items[4]});
    QCOMPARE(namesOf(model), before);
    QCOMPARE(layouts.count(), 0);
    QCOMPARE(changes.count(), 1); // neighbours are told together
    model.sortAgain();
    QCOMPARE(namesOf(model).first(), QStringLiteral("file 4"));
}

void tst_DocumentsModel::aSelectionStaysWithItsDocument()
{
    DocumentsModel model;
    QList<DocumentItem> items;
    for (int i = 1; i <= 9; ++i)
        items.append(itemWith("file " + std::to_string(i), DocumentState::Done, i));
    model.setItems(items);
    const QPersistentModelIndex chosen = model.index(model.rowOfDocument(5), DocumentsModel::Name);
    model.sort(DocumentsModel::Name, Qt::DescendingOrder);
    items[0].row.state = DocumentState::Problem;
    model.updateItems({items[0], itemWith("another", DocumentState::Queued, 0, 1)});
    model.removeDocuments({2, 3});
    model.sort(DocumentsModel::State, Qt::AscendingOrder);
    QVERIFY(chosen.isValid());
    QCOMPARE(chosen.data(Qt::DisplayRole).toString(), QStringLiteral("file 5"));
    model.removeDocuments({5});
    QVERIFY(!chosen.isValid());
}

void tst_DocumentsModel::rowsThatLeaveTheFilterGo()
{
    DocumentsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setItems({itemWith("a", DocumentState::Queued, 0, 1), itemWith("b", DocumentState::Queued, 0, 2),
                    itemWith("c", DocumentState::Done, 3)});
    model.setFilter(Filter::Waiting);
    QCOMPARE(model.rowCount(), 2);
    QSignalSpy counts(&model, &DocumentsModel::countsChanged);
    model.updateItems({itemWith("a", DocumentState::Reading, 0, 1)});
    QCOMPARE(namesOf(model), QStringList{QStringLiteral("b")});
    QCOMPARE(counts.count(), 1);
    model.setFilter(Filter::All);
    model.setNameFilter(QStringLiteral("B"));
    QCOMPARE(namesOf(model), QStringList{QStringLiteral("b")});
    QVERIFY(model.itemOfDocument(3)); // hidden, not gone
    QCOMPARE(model.rowOfDocument(3), -1);
}

void tst_DocumentsModel::aJobBecomesTheRowOfItsPath()
{
    DocumentsModel model;
    model.setItems({itemWith("known", DocumentState::Problem, 8)});
    model.updateItems({itemWith("known", DocumentState::Queued, 0, 21)}); // retried: the same path
    QCOMPARE(model.rowCount(), 1);
    QVERIFY(model.itemOfJob(21));
    model.updateItems({itemWith("known", DocumentState::Done, 9, 21)});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rowOfDocument(9), 0);
    QCOMPARE(model.rowOfDocument(8), -1);
    QVERIFY(!model.itemOfJob(21)); // the job is over
    model.updateItems({itemWith("new", DocumentState::Queued, 0, 22)});
    model.removeJobs({22});
    QCOMPARE(model.rowCount(), 1);
}

void tst_DocumentsModel::sortValuesAreNumbersNotText()
{
    DocumentsModel model;
    QList<DocumentItem> items;
    for (const qint64 tokens : {100, 9, 1000, 20})
        items.append(itemWith("t" + std::to_string(tokens), DocumentState::Done, tokens));
    for (DocumentItem& item : items)
        item.row.tokens = item.row.id;
    model.setItems(items);
    model.sort(DocumentsModel::Tokens, Qt::AscendingOrder);
    QCOMPARE(namesOf(model).join(QLatin1Char(' ')), QStringLiteral("t9 t20 t100 t1000"));
    QCOMPARE(model.index(3, DocumentsModel::Tokens).data(DocumentsModel::SortRole).toDouble(), 1000.0);
    model.sort(DocumentsModel::Name, Qt::AscendingOrder); // numbers in names count as numbers
    QCOMPARE(namesOf(model).join(QLatin1Char(' ')), QStringLiteral("t9 t20 t100 t1000"));
}

void tst_DocumentsModel::cellsSayWhatIsKnown()
{
    DocumentsModel model;
    DocumentItem item = itemWith("paper.pdf", DocumentState::Queued, 0, 1);
    model.setItems({item});
    const auto cell = [&](int column) { return model.index(0, column).data().toString(); };
    QCOMPARE(cell(DocumentsModel::Type), QStringLiteral("PDF"));
    QCOMPARE(cell(DocumentsModel::Pages), QString()); // not known yet
    item.row.state = DocumentState::Embedding;
    item.row.kind = "text";
    item.row.chunks = 18;
    item.row.tokens = 2000;
    item.chunksEmbedded = 12;
    item.tokensEmbedded = 500;
    model.updateItems({item});
    QCOMPARE(cell(DocumentsModel::Pages), QStringLiteral("\u2013")); // it has none
    QCOMPARE(cell(DocumentsModel::Remark), QStringLiteral("12 of 18 passages"));
    QCOMPARE(model.index(0, 0).data(DocumentsModel::FractionRole).toDouble(), 0.25);
    item.row.state = DocumentState::Problem;
    item.row.reason = "It is damaged.";
    model.updateItems({item});
    QCOMPARE(cell(DocumentsModel::Remark), QStringLiteral("It is damaged."));
    item.row.reason = "paper.pdf is damaged: no page of it can be found."; // the name stands beside it
    model.updateItems({item});
    QCOMPARE(cell(DocumentsModel::Remark), QStringLiteral("Damaged: no page of it can be found."));
    QCOMPARE(model.index(0, DocumentsModel::Remark).data(Qt::ToolTipRole).toString(),
             QStringLiteral("paper.pdf is damaged: no page of it can be found."));
    item.row.reason = "It is damaged.";
    model.updateItems({item});
    QVERIFY(model.index(0, DocumentsModel::State)
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains(QStringLiteral("It is damaged.")));
}

void tst_DocumentsModel::manyRowsComeAndGoAtOnce()
{
    DocumentsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QList<DocumentItem> items;
    for (int i = 1; i <= 2000; ++i)
        items.append(itemWith(std::to_string(i), i % 2 ? DocumentState::Done : DocumentState::Problem, i));
    model.updateItems(items);
    QCOMPARE(model.rowCount(), 2000);
    model.sort(DocumentsModel::Name, Qt::AscendingOrder);
    model.setFilter(Filter::Problems); // a thousand separate rows leave: more than one by one is worth
    QCOMPARE(model.rowCount(), 1000);
    QList<qint64> gone;
    for (int i = 1; i <= 2000; i += 4)
        gone << i << i + 1;
    model.setFilter(Filter::All);
    model.removeDocuments(gone);
    QCOMPARE(model.rowCount(), 1000);
    QCOMPARE(model.count(Filter::All), 1000);
}

QTEST_GUILESS_MAIN(tst_DocumentsModel)
#include "tst_documents_model.moc"
