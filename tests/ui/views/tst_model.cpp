// The model page: facts with their sources, trials, tokens, and what happens when a file is refused.
#include "tests/engine/model/family_with_words.h"
#include "tests/ui/views/view_fixture.h"

#include "engine/indexing/indexer.h"
#include "ui/models/facts_model.h"
#include "ui/models/model_checks.h"
#include "ui/views/fidelity_badge.h"
#include "ui/views/model_page.h"
#include "ui/views/token_strip.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <memory>
#include <optional>

using namespace embedscope;
using namespace embedscope::test;

class ModelTest : public QObject
{
    Q_OBJECT

    static QByteArray arrayOf(const std::vector<std::byte>& bytes)
    {
        return {reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())};
    }
    static QString writeModel(ViewFixture& fixture, const char* file, const char* family, const char* name,
                              const FamilyChanges& changes = {})
    {
        const QString path = fixture.folder() + u'/' + QLatin1String(file);
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly))
            qFatal("no model can be written");
        out.write(arrayOf(familyWithWords(family, name, 512, Letters::Whole, changes)));
        return path;
    }
    /// One window for all rows of a test: documents are added once.
    ViewFixture& withDocuments()
    {
        if (!m_shared) {
            m_shared = std::make_unique<ViewFixture>();
            if (!m_shared->addDocuments())
                qFatal("the documents were not indexed");
        }
        return *m_shared;
    }
    std::unique_ptr<ViewFixture> m_shared;

private slots:
    void cleanupTestCase() { m_shared.reset(); }

    void showsFactsWithTheirSources()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        const ModelInfo& info = fixture.workbench().model()->info();
        QCOMPARE(fixture.child<QLabel>("modelNameLabel")->text(), QString::fromStdString(info.name));
        auto* const table = fixture.child<QTableView>("modelFactsTableView");
        QStringList names, sources;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            names.append(table->model()->index(row, FactsModel::Name).data().toString());
            sources.append(table->model()->index(row, FactsModel::Source).data().toString());
            QVERIFY(!table->model()->index(row, FactsModel::Value).data().toString().isEmpty());
        }
        for (const char* name : {"Family", "Weights", "Tokenizer", "Pooling", "Dimensions", "Context"})
            QVERIFY2(names.contains(QLatin1String(name)), name);
        QVERIFY(!sources.contains(QString()));
        QCOMPARE(table->height(), table->model()->rowCount() * table->rowHeight(0)); // nothing to scroll
    }

    void triesTheOpenModel()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        auto* const again = fixture.child<QAbstractButton>("modelRunAgainPushButton");
        QTRY_VERIFY_WITH_TIMEOUT(again->isEnabled(), kPatience);
        for (const ModelCheck& check : checkModel(fixture.workbench().model()))
            QVERIFY2(check.passed, qPrintable(check.title + QLatin1Char(' ') + check.detail));
        QTest::mouseClick(again, Qt::LeftButton);
        QVERIFY(!again->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(again->isEnabled(), kPatience);
    }

    void showsTheVerdictOfTheGuardBesideTheModel()
    {
        ViewFixture fixture;
        auto* const badge = fixture.child<FidelityBadge>("fidelityBadgeButton");
        QVERIFY(badge->isHidden()); // no model yet
        QVERIFY(fixture.waitReady());
        QTRY_COMPARE_WITH_TIMEOUT(badge->text(), QStringLiteral("checked"), kPatience);
        QVERIFY(badge->toolTip().startsWith(QLatin1String("All ")));
        QTest::mouseClick(badge, Qt::LeftButton);
        QCOMPARE(fixture.window().page(), Page::Model);
        // A model without the layers that make its vectors: wrong, with the sentence.
        fixture.workbench().openModel(writeModel(fixture, "gemma.gguf", "gemma-embedding", "Gemma"));
        QTRY_COMPARE_WITH_TIMEOUT(badge->text(), QStringLiteral("1 wrong"), kPatience);
        QVERIFY2(badge->toolTip().contains(QLatin1String("EmbeddingGemma has two after pooling")),
                 qPrintable(badge->toolTip()));
        QVERIFY(badge->accessibleDescription().contains(QLatin1String("two after pooling")));
        const QLabel* const first = fixture.child<QLabel>("modelCheckDetailLabel");
        QVERIFY(badge->toolTip().contains(first->text())); // problems stand first
        // One that leaves its pooling to the rule: to look at, not wrong.
        FamilyChanges changes;
        changes.withoutKey = "pooling_type";
        fixture.workbench().openModel(writeModel(fixture, "nomic.gguf", "nomic-bert", "nomic", changes));
        QTRY_COMPARE_WITH_TIMEOUT(badge->text(), QStringLiteral("1 to look at"), kPatience);
    }

    void cutsATextIntoTokensWhileOneTypes()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        auto* const line = fixture.child<QLineEdit>("modelTextLineEdit");
        auto* const strip = fixture.child<TokenStrip>("tokenStripWidget");
        line->clear();
        QCOMPARE(strip->count(), 2); // the two special ones
        QTest::keyClicks(line, QStringLiteral("bees keep warm"));
        QCOMPARE(strip->count(), static_cast<int>(fixture.workbench().tokensOf(line->text()).size()));
        QVERIFY(strip->count() >= 5);
        QVERIFY(fixture.child<QLabel>("modelTokenCountLabel")->text().endsWith(QLatin1String("2 special")));
        const int oneRow = strip->height();
        line->setText(QStringLiteral("the hive is warm ").repeated(60));
        QVERIFY(strip->height() > 2 * oneRow);
        line->setText(QStringLiteral("hive ").repeated(2000));
        QVERIFY(strip->count() <= TokenStrip::kMostShown);
        QVERIFY(fixture.child<QLabel>("modelTokenCountLabel")
                    ->text()
                    .contains(QLatin1String("the model takes 512")));
    }

    void setsThePromptApartFromTheText()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.workbench().openModel(writeModel(fixture, "nomic.gguf", "nomic-bert", "nomic"));
        QTRY_COMPARE_WITH_TIMEOUT(fixture.child<QLabel>("modelNameLabel")->text(), QStringLiteral("nomic"),
                                  kPatience);
        fixture.window().showPage(Page::Model);
        const auto parts = [&](std::optional<TextRole> role) {
            QString letters;
            for (const TokenRow& token : fixture.workbench().tokensOf(QStringLiteral("a e"), role))
                letters += QLatin1Char("SPT"[static_cast<int>(token.part)]);
            return letters;
        };
        QCOMPARE(parts(std::nullopt), QStringLiteral("STTS"));
        QVERIFY(parts(TextRole::Question).startsWith(QLatin1String("SPP")));
        QVERIFY(parts(TextRole::Question).endsWith(QLatin1String("PTTS")));
        QVERIFY(parts(TextRole::Passage) != parts(TextRole::Question));
        auto* const count = fixture.child<QLabel>("modelTokenCountLabel");
        const QString asQuestion = count->text();
        QVERIFY(!asQuestion.contains(QLatin1String(" 0 of the prompt")));
        QTest::mouseClick(fixture.child<QAbstractButton>("tokensAloneToolButton"), Qt::LeftButton);
        QVERIFY(count->text().contains(QLatin1String(" 0 of the prompt")));
    }

    void showsByteLevelPiecesAsTheTextTheyStandFor()
    {
        const auto bytes = familyWithWords("nomic-bert", "nomic", 0, Letters::Bytes);
        const auto file = GgufFile::fromBytes(bytes, "bytes.gguf");
        const auto tokenizer = Tokenizer::fromGguf(*file);
        QVERIFY(tokenizer);
        const QList<TokenRow> rows = tokenRows(**tokenizer, "a ", "aa \xF0\x9F\x98\x80", 100);
        QStringList texts;
        for (const TokenRow& row : rows)
            texts.append(row.text);
        QVERIFY2(texts.contains(QStringLiteral("aa")), qPrintable(texts.join(u'|')));
        QVERIFY2(texts.contains(QString(QChar(0x2423))),
                 qPrintable(texts.join(u'|'))); // a blank alone is seen
        QVERIFY2(texts.contains(QStringLiteral("F0")),
                 qPrintable(texts.join(u'|'))); // no half of a character
        QVERIFY(!texts.join(u' ').contains(QChar(0x0120)));
    }

    void cutsATextByTheVocabularyOfAnotherFile()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        auto* const line = fixture.child<QLineEdit>("modelTextLineEdit");
        auto* const strip = fixture.child<TokenStrip>("tokenStripWidget");
        auto* const other = fixture.child<QAbstractButton>("tokensOtherPushButton");
        auto* const count = fixture.child<QLabel>("modelTokenCountLabel");
        line->setText(QStringLiteral("a tea"));
        const int before = strip->count();
        FamilyChanges vocabulary; // which the window refuses as a model
        vocabulary.withoutTensors = true;
        QString path = writeModel(fixture, "words.gguf", "bert", "words", vocabulary);
        Dialogs::get().chooseModel = [&path](QWidget*) { return path; };
        QTest::mouseClick(other, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(other->text(), QStringLiteral("Back to the model"), kPatience);
        QVERIFY(count->text().startsWith(QLatin1String("6 tokens"))); // a, t, e, a and two around
        QVERIFY(fixture.child<QAbstractButton>("tokensAsPassageToolButton")->parentWidget()->isHidden());
        QTest::mouseClick(other, Qt::LeftButton);
        QCOMPARE(strip->count(), before);
        path = fixture.write(QStringLiteral("none.gguf"), QStringLiteral("no vocabulary"));
        QTest::mouseClick(other, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(count->text().contains(QLatin1String("none.gguf")), kPatience);
        QCOMPARE(other->text(), QStringLiteral("Another file..."));
    }

    void changesThePromptOfQuestionsAtNoCost()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.window().showPage(Page::Model);
        const std::string before = identityOf(*fixture.workbench().model()).fingerprint;
        auto* const question = fixture.child<QLineEdit>("modelQuestionPromptLineEdit");
        auto* const use = fixture.child<QAbstractButton>("modelUseChoicesPushButton");
        QVERIFY(use->isHidden());
        QTest::keyClicks(question, QStringLiteral("query: "));
        QCOMPARE(question->text(), QStringLiteral("query:") + QChar(0x2423)); // the blank is seen
        QVERIFY(fixture.child<QLabel>("modelChoicesSentenceLabel")
                    ->text()
                    .startsWith(QLatin1String("Nothing is embedded")));
        QTest::mouseClick(use, Qt::LeftButton);
        const auto model = fixture.workbench().model();
        QCOMPARE(model->prompts().of(TextRole::Question), std::string("query: "));
        QCOMPARE(identityOf(*model).fingerprint, before);
        QVERIFY(!fixture.workbench().indexing().running);
        QVERIFY(use->isHidden());
        QCOMPARE(fixture.child<QLabel>("modelQuestionPromptSourceLabel")->text(), QStringLiteral("you"));
        QTest::mouseClick(fixture.child<QAbstractButton>("modelResetChoicesPushButton"), Qt::LeftButton);
        QTest::mouseClick(use, Qt::LeftButton);
        QCOMPARE(fixture.workbench().model()->prompts().of(TextRole::Question), std::string());
    }

    void asksBeforeASecondSetOfVectorsAndRemembersTheAnswer()
    {
        ViewFixture fixture;
        QVERIFY(fixture.addDocuments());
        fixture.window().showPage(Page::Model);
        auto* const passage = fixture.child<QLineEdit>("modelPassagePromptLineEdit");
        auto* const use = fixture.child<QAbstractButton>("modelUseChoicesPushButton");
        QTest::keyClicks(passage, QStringLiteral("passage: "));
        QCOMPARE(use->text(), QStringLiteral("Use and embed again"));
        QVERIFY(fixture.child<QLabel>("modelChoicesSentenceLabel")
                    ->text()
                    .contains(QLatin1String("3 documents")));
        QTest::mouseClick(fixture.child<QAbstractButton>("modelKeepChoicesPushButton"), Qt::LeftButton);
        QVERIFY(passage->text().isEmpty());
        QVERIFY(use->isHidden());
        QTest::keyClicks(passage, QStringLiteral("passage: "));
        QTest::mouseClick(use, Qt::LeftButton);
        QCOMPARE(fixture.workbench().model()->prompts().of(TextRole::Passage), std::string("passage: "));
        const std::string wanted = identityOf(*fixture.workbench().model()).fingerprint;
        const auto embedded = [&] {
            for (const auto& [identity, vectors] : fixture.workbench().library().counts.models) {
                if (identity.fingerprint == wanted)
                    return vectors;
            }
            return int64_t{0};
        };
        QTRY_VERIFY_WITH_TIMEOUT(embedded() >= 3 && !fixture.workbench().indexing().running, kPatience);
        fixture.close();
        fixture.open({1440, 900}); // the library knows
        QVERIFY(fixture.waitReady());
        QTRY_COMPARE_WITH_TIMEOUT(fixture.workbench().model()->prompts().of(TextRole::Passage),
                                  std::string("passage: "), kPatience);
    }

    void offersTasksAndSizesThatTheModelHas()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        auto* const tasks = fixture.child<QComboBox>("modelTaskComboBox");
        QVERIFY(tasks->isHidden()); // the bundled model has none
        fixture.workbench().openModel(writeModel(fixture, "gemma.gguf", "gemma-embedding-dense", "Gemma"));
        QTRY_COMPARE_WITH_TIMEOUT(fixture.child<QLabel>("modelNameLabel")->text(), QStringLiteral("Gemma"),
                                  kPatience);
        QVERIFY(!tasks->isHidden());
        QCOMPARE(tasks->count(), 9); // search for two of the eight, six more, own words, own prompts
        auto* const question = fixture.child<QLineEdit>("modelQuestionPromptLineEdit");
        QCOMPARE(question->text(), QStringLiteral("task: search result | query:") + QChar(0x2423));
        const int clustering = tasks->findText(QStringLiteral("Clustering"));
        QVERIFY(clustering > 0);
        tasks->setCurrentIndex(clustering);
        emit tasks->activated(clustering);
        QCOMPARE(question->text(), QStringLiteral("task: clustering | query:") + QChar(0x2423));
        QCOMPARE(fixture.child<QLineEdit>("modelPassagePromptLineEdit")->text(), question->text());
        QTest::mouseClick(fixture.child<QAbstractButton>("modelUseChoicesPushButton"), Qt::LeftButton);
        QCOMPARE(tasks->currentIndex(), clustering);
        question->setText(QStringLiteral("a ").repeated(800));
        emit question->textEdited(question->text());
        QTest::mouseClick(fixture.child<QAbstractButton>("modelUseChoicesPushButton"), Qt::LeftButton);
        QVERIFY(fixture.child<QLabel>("modelChoicesSentenceLabel")
                    ->text()
                    .startsWith(QLatin1String("The prompt before questions takes")));
        QCOMPARE(tasks->currentText(), QStringLiteral("Prompts of your own"));
    }

    void namesWhatIsWrongWithAFileAndKeepsTheOldModel_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const char* words, const FamilyChanges& changes,
                            const char* family = "bert") {
            QTest::newRow(name) << arrayOf(familyWithWords(family, "x", 0, Letters::Whole, changes))
                                << QString::fromLatin1(words);
        };
        row("missing tensor", "blk.0.attn_q.weight\", which the model needs, is missing",
            {.withoutTensor = "blk.0.attn_q.weight"});
        row("wrong shape", "blk.0.ffn_up.weight\" has the shape", {.turnedTensor = "blk.0.ffn_up.weight"});
        row("heads that do not divide", "heads", {.numbers = {{"bert.attention.head_count", 5}}});
        row("vocabulary shorter than its table", "its vocabulary has 28 tokens", {.missingWords = 5});
        row("text model without pooling", "pooling", {.withoutKey = "pooling_type"}, "qwen3");
        row("split file", "is part 1 of a model that was split into 3 files",
            {.numbers = {{"split.count", 3}}});
        row("LoRA adapter", "is an adapter (LoRA)", {.texts = {{"general.type", "adapter"}}});
        row("image model", "is the image part of a model", {.texts = {{"general.architecture", "clip"}}});
        row("vocabulary only", "is a vocabulary without weights", {.withoutTensors = true});
        row("two bits", "is IQ2_XXS, a type that is not supported (none of IQ1, IQ2 and IQ3 is)",
            {.typedTensor = "blk.0.ffn_up.weight", .type = TensorType::IQ2_XXS});
        const QByteArray whole = arrayOf(familyWithWords("bert", "x"));
        QTest::newRow("half downloaded") << whole.left(whole.size() / 2) << QStringLiteral("the file is incomplete, fetch it again");
        QByteArray noise(5000, '\0');
        for (qsizetype i = 0; i < noise.size(); ++i)
            noise[i] = static_cast<char>(i * i * 31 + i * 7 + 3);
        QTest::newRow("random bytes") << noise << QStringLiteral("GGUF");
        QTest::newRow("empty file") << QByteArray() << QStringLiteral("is empty");
        QTest::newRow("folder") << QByteArray("/") << QStringLiteral("folder");
    }

    void namesWhatIsWrongWithAFileAndKeepsTheOldModel()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, words);
        ViewFixture& fixture = withDocuments();
        const auto before = fixture.workbench().model();
        const QString path = fixture.folder() + QStringLiteral("/wrong.gguf");
        QFile::remove(path);
        QDir(path).removeRecursively();
        if (bytes == "/") {
            QVERIFY(QDir().mkpath(path));
        } else {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
        }
        QSignalSpy refused(&fixture.workbench(), &Workbench::modelRefused);
        fixture.workbench().openModel(path);
        QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, kPatience);
        const QString sentence = refused.first().first().toString();
        QVERIFY2(sentence.contains(words), qPrintable(sentence));
        QVERIFY2(sentence.contains(QLatin1String("wrong.gguf")), qPrintable(sentence));
        QVERIFY2(sentence.endsWith(u'.') && !sentence.contains(u'\n'), qPrintable(sentence)); // one to read
        QCOMPARE(fixture.workbench().model(), before);
        QVERIFY(fixture.child<QLabel>("modelProblemLabel")
                    ->text()
                    .endsWith(QLatin1String("The model you had stays.")));
        // Searching goes on with it.
        QSignalSpy found(&fixture.workbench(), &Workbench::searchFinished);
        fixture.workbench().search(QStringLiteral("how do bees swarm"), SearchKind::Meaning);
        QTRY_VERIFY_WITH_TIMEOUT(!found.isEmpty() && found.last().first().value<SearchResults>().complete,
                                 kPatience);
        const auto results = found.last().first().value<SearchResults>();
        QVERIFY(results.problem.isEmpty());
        QVERIFY(!results.rows.isEmpty());
        QVERIFY(results.rows.first().text.contains(QLatin1String("queen")));
    }

    void keepsTheOldModelWhenAFileIsRefused()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        const auto before = fixture.workbench().model();
        const QString broken =
            fixture.write(QStringLiteral("broken.gguf"), QStringLiteral("no model at all"));
        QSignalSpy refused(&fixture.workbench(), &Workbench::modelRefused);
        Dialogs::get().chooseModel = [broken](QWidget*) { return broken; };
        QTest::mouseClick(fixture.child<QAbstractButton>("modelChoosePushButton"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, kPatience);
        QCOMPARE(fixture.workbench().model(), before);
        auto* const problem = fixture.child<QLabel>("modelProblemLabel");
        QVERIFY(problem->isVisible());
        QVERIFY(problem->text().endsWith(QLatin1String("The model you had stays.")));
        QVERIFY(problem->text().startsWith(refused.first().first().toString()));
        fixture.workbench().openModel({}); // a good one takes the line away
        QTRY_VERIFY_WITH_TIMEOUT(!problem->isVisible() && !fixture.workbench().modelLoading(), kPatience);
    }

    void copiesTheFingerprint()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.window().showPage(Page::Model);
        QTest::mouseClick(fixture.child<QAbstractButton>("modelFingerprintPushButton"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 QString::fromStdString(fixture.workbench().model()->info().fingerprint));
    }

    void offersTheBundledModelWhileThereIsNone()
    {
        Theme::apply(Theme::Choice::Light);
        QTemporaryDir folder;
        WorkbenchPaths paths;
        paths.libraryFile = folder.filePath(QStringLiteral("library.embedscope"));
        paths.readerProgram = QStringLiteral(EMBEDSCOPE_READER_PROGRAM);
        Workbench workbench(paths); // not started: nothing is loaded
        ModelPage page(workbench);
        page.resize(900, 600);
        page.show();
        auto* const title = page.findChild<QLabel*>(QStringLiteral("emptyTitleLabel"));
        QCOMPARE(title->text(),
                 QStringLiteral("Drop a .gguf file here, or use the one that comes with the program."));
        QVERIFY(title->isVisible());
        QTest::mouseClick(page.findChild<QAbstractButton*>(QStringLiteral("modelBundledPushButton")),
                          Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(workbench.model() != nullptr, kPatience);
        QTRY_VERIFY(!title->isVisible());
    }
};

QTEST_MAIN(ModelTest)
#include "tst_model.moc"
