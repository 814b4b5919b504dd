// Dropping on the window: real events, real files, a real workbench.
#include "tests/ui/views/view_fixture.h"

#include "ui/views/drop_overlay.h"
#include "ui/views/notice_line.h"
#include "ui/views/start_page.h"

#include <QClipboard>
#include <QLineEdit>
#include <QTableView>

using namespace embedscope;
using namespace embedscope::test;

class DropTest : public QObject
{
    Q_OBJECT

private slots:
    void startsWithADropAreaAndAnEmptyLibrary()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        QVERIFY(QTest::qWaitFor([&] { return fixture.child<QWidget>("startPageWidget")->isVisible(); },
                                kPatience));
        QCOMPARE(fixture.workbench().documents()->rowCount(), 0);
    }

    void showsWhatADropWouldDo()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        auto* const overlay = fixture.child<DropOverlay>("dropOverlayWidget");
        const auto data = ViewFixture::urls(fixture.writeDocuments());
        QVERIFY(ViewFixture::dragEnter(fixture.window(), *data));
        QVERIFY(overlay->isVisible());
        QCOMPARE(overlay->sentence(), QStringLiteral("Drop to add 3 files to Home archive"));
        QDragLeaveEvent leave;
        QApplication::sendEvent(&fixture.window(), &leave);
        QVERIFY(!overlay->isVisible());
    }

    void refusesWhatIsNothingToAdd()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        QMimeData colour;
        colour.setColorData(QColor(Qt::red));
        QVERIFY(!ViewFixture::dragEnter(fixture.window(), colour));
    }

    void makesARowOfEachDroppedFile()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        QStringList files = fixture.writeDocuments();
        files.removeLast();
        QVERIFY(ViewFixture::drop(fixture.window(), ViewFixture::urls(files)));
        QVERIFY(fixture.waitThrough(2));
        auto* const table = fixture.child<QTableView>("documentsTableView");
        QCOMPARE(table->model()->rowCount(), 2);
        QVERIFY(table->isVisible());
        QCOMPARE(fixture.workbench().documents()->count(DocumentsModel::Filter::Done), 2);
    }

    void takesAWholeFolder()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        fixture.write(QStringLiteral("notes/one.txt"), QStringLiteral("The tide comes in twice a day."));
        fixture.write(QStringLiteral("notes/deep/two.txt"), QStringLiteral("The moon pulls the sea."));
        QVERIFY(ViewFixture::drop(fixture.window(),
                                  ViewFixture::urls({fixture.folder() + QStringLiteral("/notes")})));
        QVERIFY(fixture.waitThrough(2));
    }

    void takesFilesDroppedOnTheSearchField()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        auto* const line = fixture.child<QLineEdit>("searchLineEdit");
        QVERIFY(ViewFixture::drop(*line, ViewFixture::urls({fixture.writeDocuments().first()})));
        QVERIFY(fixture.waitThrough(1));
        QVERIFY(line->text().isEmpty());
    }

    void takesText()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        auto data = std::make_unique<QMimeData>();
        data->setText(QStringLiteral("Rowing against the tide\nNobody rows against the tide for long."));
        QVERIFY(ViewFixture::drop(fixture.window(), std::move(data)));
        QVERIFY(fixture.waitThrough(1));
        QCOMPARE(QString::fromStdString(fixture.workbench().documents()->item(0).row.name),
                 QStringLiteral("Rowing against the tide"));
    }

    void loadsADroppedModel()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        const QString bundled = QString::fromStdString(fixture.workbench().model()->info().path);
        const QString copy = fixture.folder() + QStringLiteral("/other.gguf");
        QVERIFY(QFile::copy(bundled, copy));
        QVERIFY(ViewFixture::drop(fixture.window(), ViewFixture::urls({copy})));
        QVERIFY(QTest::qWaitFor(
            [&] { return QString::fromStdString(fixture.workbench().model()->info().path) == copy; },
            kPatience));
        QCOMPARE(fixture.workbench().documents()->rowCount(), 0);
    }

    void keepsTheModelWhenADroppedOneIsRefused()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        const auto before = fixture.workbench().model();
        const QString bad = fixture.write(QStringLiteral("bad.gguf"), QStringLiteral("this is no model"));
        QVERIFY(ViewFixture::drop(fixture.window(), ViewFixture::urls({bad})));
        QVERIFY(QTest::qWaitFor([&] { return fixture.window().notice().isVisible(); }, kPatience));
        QVERIFY2(fixture.window().notice().sentence().contains(QStringLiteral("bad.gguf")),
                 qPrintable(fixture.window().notice().sentence()));
        QCOMPARE(fixture.workbench().model(), before);
    }

    void pastesTextByKeyOutsideOfFields()
    {
        ViewFixture fixture;
        QVERIFY(fixture.waitReady());
        QApplication::clipboard()->setText(QStringLiteral("The ferry leaves at six."));
        fixture.window().setFocus();
        QTest::keyClick(&fixture.window(), Qt::Key_V, Qt::ControlModifier);
        QVERIFY(fixture.waitThrough(1));
    }
};

QTEST_MAIN(DropTest)
#include "tst_drop.moc"
