// The models view: what is on this computer, downloads from a server on loopback, the well-known ones; and
// that nobody is contacted before a button is pressed.
#include "tests/ui/models/loopback_server.h"
#include "tests/ui/views/view_fixture.h"

#include "ui/models/bundled_files.h"
#include "ui/views/model_row.h"
#include "ui/views/models_page.h"
#include "ui/views/notice_line.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>

using namespace embedscope;
using namespace embedscope::test;

namespace {

/// A window whose models folder is a temporary one.
class ModelsScene
{
public:
    explicit ModelsScene(QSize size = {1440, 900})
    {
        qputenv("EMBEDSCOPE_MODELS", m_models.path().toUtf8());
        m_fixture = std::make_unique<ViewFixture>(size);
    }
    ~ModelsScene()
    {
        m_fixture.reset();
        qunsetenv("EMBEDSCOPE_MODELS");
    }

    bool open()
    {
        if (!m_fixture->waitReady())
            return false;
        m_fixture->window().showPage(Page::Model);
        QTest::mouseClick(m_fixture->child<QAbstractButton>("modelModelsPushButton"), Qt::LeftButton);
        return waitForRow(QString::fromStdString(m_fixture->workbench().model()->info().name)) != nullptr;
    }
    ModelRow* row(const QString& name)
    {
        for (ModelRow* row : page().findChildren<ModelRow*>()) {
            if (row->name() == name && row->isVisible())
                return row;
        }
        return nullptr;
    }
    ModelRow* waitForRow(const QString& name)
    {
        return QTest::qWaitFor([&] { return row(name) != nullptr; }, kPatience) ? row(name) : nullptr;
    }
    static QAbstractButton* button(const QWidget* in, const char* name)
    {
        for (auto* found : in->findChildren<QAbstractButton*>(QLatin1String(name))) {
            if (found->isVisible())
                return found;
        }
        return nullptr;
    }
    static QString text(const QWidget* in, const char* name)
    {
        const auto* const label = in->findChild<QLabel*>(QLatin1String(name));
        return label && !label->isHidden() ? label->text() : QString();
    }
    QString copyBundled(const QString& name)
    {
        const QString path = m_models.filePath(name);
        return QFile::copy(bundledModelFile(), path) ? path : QString();
    }

    ModelsPage& page() { return *m_fixture->child<ModelsPage>("modelsPageWidget"); }
    ViewFixture& fixture() { return *m_fixture; }
    const QTemporaryDir& models() const { return m_models; }

private:
    QTemporaryDir m_models;
    std::unique_ptr<ViewFixture> m_fixture;
};

QByteArray bundledBytes()
{
    QFile file(bundledModelFile());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}

class ModelsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
            qunsetenv(name);
    }

    void contactsNobodyByBeingLookedAt()
    {
        ModelsScene scene;
        QVERIFY(scene.fixture().waitReady());
        QVERIFY(!scene.page().downloads()); // nothing is made before it is shown
        QVERIFY(scene.open());
        scene.fixture()
            .child<QLineEdit>("downloadsAddressLineEdit")
            ->setText(QStringLiteral("https://host/x.gguf"));
        QTest::qWait(50);
        QVERIFY(scene.page().downloads());
        QVERIFY(!scene.page().downloads()->contactedAnybody());
        QVERIFY(ModelsScene::text(&scene.page(), "downloadsPromiseLabel")
                    .contains(QLatin1String("Nobody is contacted")));
    }

    void usesAModelOfTheFolderAndMarksIt()
    {
        ModelsScene scene;
        const QString copy = scene.copyBundled(QStringLiteral("mine.gguf"));
        QVERIFY(scene.open());
        // The copy has the name that the file gives itself, as the bundled one has.
        QList<ModelRow*> rows;
        QVERIFY(QTest::qWaitFor(
            [&] {
                rows = scene.page()
                           .findChild<QWidget*>(QStringLiteral("shelfCardWidget"))
                           ->findChildren<ModelRow*>();
                return rows.size() == 2;
            },
            kPatience));
        QCOMPARE(ModelsScene::text(rows[0], "modelRowMarkLabel"), QStringLiteral("in use"));
        QVERIFY(!ModelsScene::button(rows[0], "shelfUsePushButton"));
        QTest::mouseClick(ModelsScene::button(rows[1], "shelfUsePushButton"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(scene.fixture().workbench().model()->info().path),
                                  copy, kPatience);
        QCOMPARE(scene.fixture().settings().recentModels().first(), copy);
        QTRY_VERIFY_WITH_TIMEOUT(scene.page().findChildren<ModelRow*>().size() >= 2, kPatience);
        QCOMPARE(scene.fixture().window().page(), Page::Model); // one stays where one is
    }

    void saysWhatIsWrongWithAFile()
    {
        ModelsScene scene;
        QFile broken(scene.models().filePath(QStringLiteral("broken.gguf")));
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("no model") == 8);
        broken.close();
        QVERIFY(scene.open());
        const ModelRow* const row = scene.waitForRow(QStringLiteral("broken.gguf"));
        QVERIFY(row);
        QVERIFY(ModelsScene::text(row, "modelRowRemarkLabel").contains(QLatin1String("broken.gguf")));
        QVERIFY(!ModelsScene::button(row, "shelfUsePushButton"));
    }

    void deletesAFileOnlyWhenOneSaysSo()
    {
        ModelsScene scene;
        QFile old(scene.models().filePath(QStringLiteral("old.gguf")));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("GGUF") == 4);
        old.close();
        QVERIFY(scene.open());
        QVERIFY(scene.waitForRow(QStringLiteral("old.gguf")));
        bool answer = false;
        QString asked;
        Dialogs::get().ask = [&](QWidget*, const QString& question, const QString&, const QString&) {
            asked = question;
            return answer;
        };
        const auto remove = [&] {
            scene.row(QStringLiteral("old.gguf"))
                ->findChild<QAction*>(QStringLiteral("shelfDeleteAction"))
                ->trigger();
        };
        remove();
        QVERIFY(asked.contains(QLatin1String("old.gguf")));
        QVERIFY(old.exists());
        answer = true;
        remove();
        QVERIFY(!old.exists());
        QTRY_VERIFY_WITH_TIMEOUT(!scene.row(QStringLiteral("old.gguf")), kPatience);
    }

    void downloadsFromAnAddressAndOffersTheModel()
    {
        const QByteArray file = bundledBytes();
        QVERIFY(!file.isEmpty());
        LoopbackServer server(
            [&](const HttpQuestion& question) { return fileAnswer(question, file, "\"a\""); });
        ModelsScene scene;
        QVERIFY(scene.open());
        auto* const address = scene.fixture().child<QLineEdit>("downloadsAddressLineEdit");
        auto* const start = scene.fixture().child<QAbstractButton>("downloadsStartPushButton");
        QVERIFY(!start->isEnabled());
        address->setText(server.address(QStringLiteral("/fresh.gguf")));
        QVERIFY(server.questions().isEmpty());
        QTest::keyClick(address, Qt::Key_Return);
        QVERIFY(address->text().isEmpty());
        ModelRow* const row = scene.waitForRow(QStringLiteral("fresh.gguf"));
        QVERIFY(row);
        QTRY_VERIFY_WITH_TIMEOUT(ModelsScene::button(row, "downloadUsePushButton"), kPatience);
        const QString path = scene.models().filePath(QStringLiteral("fresh.gguf"));
        QVERIFY(QFile::exists(path));
        QVERIFY(scene.fixture().window().notice().sentence().contains(QLatin1String("fresh.gguf")));
        QTest::mouseClick(ModelsScene::button(row, "downloadUsePushButton"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(scene.fixture().workbench().model()->info().path),
                                  path, kPatience);
        QTest::mouseClick(ModelsScene::button(row, "downloadRemovePushButton"), Qt::LeftButton);
        QVERIFY(QFile::exists(path)); // only the line goes
    }

    void stopsResumesAndRemoves()
    {
        const QByteArray file = bundledBytes();
        LoopbackServer server([&](const HttpQuestion& question) {
            HttpAnswer answer = fileAnswer(question, file, "\"a\"");
            answer.cutAfter = 500'000;
            answer.hang = true;
            return answer;
        });
        ModelsScene scene;
        QVERIFY(scene.open());
        scene.fixture()
            .child<QLineEdit>("downloadsAddressLineEdit")
            ->setText(server.address(QStringLiteral("/slow.gguf")));
        QTest::mouseClick(scene.fixture().child<QAbstractButton>("downloadsStartPushButton"), Qt::LeftButton);
        ModelRow* const row = scene.waitForRow(QStringLiteral("slow.gguf"));
        QVERIFY(row);
        const auto detail = [&] { return ModelsScene::text(row, "modelRowDetailLabel"); };
        QTRY_VERIFY_WITH_TIMEOUT(detail().contains(QLatin1String("0.5 MB of 6.6 MB"))
                                     || detail().contains(QLatin1String("500 kB of 6.6 MB")),
                                 kPatience);
        QTest::mouseClick(ModelsScene::button(row, "downloadStopPushButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(ModelsScene::button(row, "downloadResumePushButton"), kPatience);
        QVERIFY(detail().contains(QLatin1String("stopped")));
        QTest::mouseClick(ModelsScene::button(row, "downloadResumePushButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            server.questions().size() == 2 && server.questions().last().begin() == 500'000, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(ModelsScene::button(row, "downloadStopPushButton"), kPatience);
        QTest::mouseClick(ModelsScene::button(row, "downloadStopPushButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(ModelsScene::button(row, "downloadRemovePushButton"), kPatience);
        QTest::mouseClick(ModelsScene::button(row, "downloadRemovePushButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(QDir(scene.models().path()).isEmpty(), kPatience);
    }

    void refusesWhatIsNoAddressBesideTheField()
    {
        ModelsScene scene;
        QVERIFY(scene.open());
        auto* const address = scene.fixture().child<QLineEdit>("downloadsAddressLineEdit");
        address->setText(QStringLiteral("ftp://host/x.gguf"));
        QTest::keyClick(address, Qt::Key_Return);
        QVERIFY(ModelsScene::text(&scene.page(), "downloadsProblemLabel").contains(QLatin1String("ftp")));
        QVERIFY(!scene.page().downloads()->contactedAnybody());
        address->setText(QStringLiteral("https://host/x.gguf"));
        QVERIFY(ModelsScene::text(&scene.page(), "downloadsProblemLabel").isEmpty());
    }

    void wellKnownModelsHaveAPageAndADownload()
    {
        ModelsScene scene;
        QVERIFY(scene.open());
        QList<QUrl> opened;
        Dialogs::get().openUrl = [&](const QUrl& url) {
            opened.append(url);
            return true;
        };
        const auto pages =
            scene.page().findChildren<QAbstractButton*>(QStringLiteral("knownModelPagePushButton"));
        const auto downloads =
            scene.page().findChildren<QAbstractButton*>(QStringLiteral("knownModelDownloadPushButton"));
        QVERIFY(pages.size() >= 5);
        QCOMPARE(downloads.size(), pages.size());
        for (QAbstractButton* page : pages)
            page->click();
        for (const QUrl& url : opened) {
            QCOMPARE(url.scheme(), QStringLiteral("https"));
            QVERIFY(!url.path().contains(QLatin1String("resolve")));
        }
        QCOMPARE(opened.size(), pages.size());
        for (const QAbstractButton* download : downloads)
            QVERIFY(download->isEnabled());
    }

    void worksInANarrowWindowAndWithoutWarnings()
    {
        const WarningWatch watch;
        ModelsScene scene({1024, 700});
        QVERIFY(scene.open());
        const QWidget* const shelf = scene.page().findChild<QWidget*>(QStringLiteral("shelfCardWidget"));
        const QWidget* const card = scene.page().findChild<QWidget*>(QStringLiteral("downloadsCardWidget"));
        QTRY_VERIFY(card->mapTo(&scene.page(), QPoint()).y() > shelf->height()); // below, not beside
        for (const auto theme : {Theme::Choice::Dark, Theme::Choice::Light})
            Theme::apply(theme);
        QTest::mouseClick(scene.fixture().child<QAbstractButton>("modelsBackPushButton"), Qt::LeftButton);
        QVERIFY(!scene.page().isVisible());
        QCOMPARE(watch.text(), QString());
    }

    void everyControlHasAName()
    {
        ModelsScene scene;
        QVERIFY(scene.open());
        for (const auto* control : scene.page().findChildren<QAbstractButton*>()) {
            QVERIFY2(!control->accessibleName().isEmpty(), qPrintable(control->objectName()));
            QVERIFY2(!control->objectName().isEmpty(), qPrintable(control->accessibleName()));
            QVERIFY2(!control->isVisible() || control->height() >= Metrics::px(24),
                     qPrintable(control->objectName()));
        }
    }
};

QTEST_MAIN(ModelsTest)
#include "tst_models.moc"
